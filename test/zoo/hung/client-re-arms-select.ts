/** A client asks select(2) again and again with a short time-out; its server sleeps over the question. */
import { serverThat } from '../dialogue.ts';
import type { Scene } from '../scene.ts';

const source = `
import select, socket, sys
server = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
server.setblocking(False)
server.send(b'question')
print('ready')
while not select.select([server], [], [], 0.15)[0]:
    pass
`;

const scene: Scene = {
  title: 'a client that waits with a time-out which it arms again and again, its server asleep',
  shows: ['tcp-receive', 'sleep'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const server = await serverThat(stage, 'time.sleep(3600)');
    const { pid } = await stage.python(source, { name: 'client', args: [server.at] });
    await server.line('asked');
    return {
      ask: [pid],
      rootCauses: [{ pid: server.pid, kind: 'sleep', victims: [pid] }],
      edges: [{ from: pid, to: server.pid, kind: 'tcp-receive', certain: true }],
    };
  },
};

export default scene;
