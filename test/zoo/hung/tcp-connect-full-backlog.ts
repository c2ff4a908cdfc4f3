/** A listener whose queue is full drops SYNs; the process that should take connections out of it is stopped. */
import { serverOf } from '../dialogue.ts';
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
import socket, sys
kept = []
while True:
    server = socket.socket()
    server.settimeout(0.3)
    try:
        server.connect(('127.0.0.1', int(sys.argv[1])))
    except socket.timeout:
        break
    kept.append(server)
print('ready')
server = socket.socket()
server.connect(('127.0.0.1', int(sys.argv[1])))
`;

const scene: Scene = {
  title: 'a client connects to a local listener whose queue is full and whose process is stopped',
  shows: ['tcp-connect', 'stopped'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const server = await serverOf(stage, 'listener = listen(1)\nsignal.pause()');
    await stop(stage, server.pid);
    const client = await stage.python(source, { args: [server.at], name: 'client' });
    await stage.asleep(client.pid, ['connect']);
    return {
      ask: [client.pid],
      rootCauses: [{ pid: server.pid, kind: 'stopped', victims: [client.pid] }],
      edges: [{ from: client.pid, to: server.pid, kind: 'tcp-connect' }],
    };
  },
};

export default scene;
