/** connect(2) to a Unix listener waits, without any limit, until there is room in its queue. */
import { serverOf } from '../dialogue.ts';
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
import socket, sys
kept = []
while True:
    server = socket.socket(socket.AF_UNIX)
    server.setblocking(False)
    try:
        server.connect(sys.argv[1])
    except BlockingIOError:
        break
    kept.append(server)
print('ready')
server = socket.socket(socket.AF_UNIX)
server.connect(sys.argv[1])
`;

const scene: Scene = {
  title: 'a client connects to a Unix listener whose queue is full and whose process is stopped',
  shows: ['unix-connect', 'stopped'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const server = await serverOf(stage, 'listener = listen(2)\nsignal.pause()', {
      path: `${stage.dir}/socket`,
    });
    await stop(stage, server.pid);
    const client = await stage.python(source, { name: 'client', args: [server.at] });
    await stage.asleep(client.pid, ['connect']);
    return {
      ask: [client.pid],
      rootCauses: [{ pid: server.pid, kind: 'stopped', victims: [client.pid] }],
      edges: [{ from: client.pid, to: server.pid, kind: 'unix-connect' }],
    };
  },
};

export default scene;
