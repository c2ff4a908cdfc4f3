/** Neither end reads before it has written everything: both buffers are full. */
import { serverOf } from '../dialogue.ts';
import type { Scene } from '../scene.ts';

const serverSource = `
listener = listen(1)
peer = listener.accept()[0]
listener.close()
peer.sendall(bytes(1 << 26))
`;

const clientSource = `
import socket, sys
server = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
print('ready')
server.sendall(bytes(1 << 26))
`;

const scene: Scene = {
  title: 'a client and a server each write more than the other will read before it has written',
  shows: ['tcp-send'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const server = await serverOf(stage, serverSource);
    const client = await stage.python(clientSource, { name: 'client', args: [server.at] });
    await stage.asleep(client.pid, ['sendto']);
    await stage.asleep(server.pid, ['sendto']);
    const both = [client.pid, server.pid];
    return { ask: both, rootCauses: [{ pid: both, kind: 'tcp-send', cycle: both }] };
  },
};

export default scene;
