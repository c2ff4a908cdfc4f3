/** An upload fills both buffers of a connection; the server does something else for an hour. */
import { serverThat } from '../dialogue.ts';
import type { Scene } from '../scene.ts';

const source = `
import socket, sys
server = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
print('ready')
server.sendall(bytes(1 << 26))
`;

const scene: Scene = {
  title: 'a client uploads to a local server that does not read',
  shows: ['tcp-send', 'sleep'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const server = await serverThat(stage, 'time.sleep(3600)');
    const client = await stage.python(source, { name: 'client', args: [server.at] });
    await server.line('asked');
    await stage.asleep(client.pid, ['sendto']);
    return {
      ask: [client.pid],
      rootCauses: [{ pid: server.pid, kind: 'sleep', victims: [client.pid] }],
      edges: [{ from: client.pid, to: server.pid, kind: 'tcp-send', certain: true }],
    };
  },
};

export default scene;
