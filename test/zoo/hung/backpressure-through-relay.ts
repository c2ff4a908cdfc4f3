/** A producer sends to a relay, the relay to a client of its own that has connected and then sleeps. */
import { serverOf } from '../dialogue.ts';
import type { Scene } from '../scene.ts';

const relay = `
listener = listen(5)
sink = listener.accept()[0]
source = listener.accept()[0]
while True:
    sink.sendall(source.recv(65536))
`;

const end = `
import socket, sys, time
peer = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
print('ready')
if sys.argv[2] == 'sink':
    time.sleep(3600)
while True:
    peer.sendall(b'x' * 65536)
`;

const scene: Scene = {
  title: 'a producer cannot send, since its relay cannot send to a client that sleeps',
  shows: ['tcp-send', 'sleep'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const middle = await serverOf(stage, relay, { name: 'relay' });
    const sink = await stage.python(end, { name: 'sink', args: [middle.at, 'sink'] });
    const { pid } = await stage.python(end, { name: 'producer', args: [middle.at, 'source'] });
    await stage.asleep(middle.pid, ['sendto']);
    await stage.asleep(pid, ['sendto']);
    return {
      ask: [pid],
      rootCauses: [{ pid: sink.pid, kind: 'sleep', victims: [pid, middle.pid] }],
      edges: [
        { from: pid, to: middle.pid, kind: 'tcp-send', certain: true },
        { from: middle.pid, to: sink.pid, kind: 'tcp-send', certain: true },
      ],
    };
  },
};

export default scene;
