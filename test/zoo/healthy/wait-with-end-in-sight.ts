/** A datagram is waited for, 45 seconds at most, which is an end in sight for who is patient for five. */
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
poll.poll(45000)
`;

const scene: Scene = {
  title: 'a client waits for a datagram for at most 45 seconds',
  shows: ['poll', 'udp-receive'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid } = await stage.python(source);
    await stage.asleep(pid, ['poll']);
    return { ask: [pid], options: ['--stuck-after', '5s'], statuses: { [pid]: ['idle', 'waiting'] } };
  },
};

export default scene;
