/** A datagram is waited for, five seconds at most, and then asked for again. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
import select, socket
silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
silent.bind(('127.0.0.1', 0))
client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
client.connect(silent.getsockname())
silent.close()
print('ready')
poll = select.poll()
poll.register(client, select.POLLIN)
poll.poll(5000)
`;

const scene: Scene = {
  title: 'a client repeats its question every five seconds',
  shows: ['poll', 'udp-receive'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid } = await stage.python(source);
    await stage.asleep(pid, ['poll']);
    return restingTree(stage, pid);
  },
};

export default scene;
