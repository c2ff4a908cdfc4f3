/** The server asks its client something before it answers, over a connection of its own; the client does one thing at a time. */
import { serverOf } from '../dialogue.ts';
import type { Scene } from '../scene.ts';

const serverSource = `
listener = listen(1)
peer = listener.accept()[0]
listener.close()
callback = socket.create_connection(('127.0.0.1', int(peer.recv(100))))
callback.send(b'who is asking?')
callback.recv(100)
`;

const clientSource = `
import socket, sys
listener = socket.create_server(('127.0.0.1', 0))
server = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
server.send(b'%d' % listener.getsockname()[1])
callback = listener.accept()[0]
listener.close()
print('ready')
server.recv(100)
`;

const scene: Scene = {
  title: 'a server asks its client back, and each waits for the answer of the other over two connections',
  shows: ['tcp-receive'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const server = await serverOf(stage, serverSource);
    const client = await stage.python(clientSource, { name: 'client', args: [server.at] });
    await stage.asleep(client.pid, ['recvfrom']);
    await stage.asleep(server.pid, ['recvfrom']);
    const both = [client.pid, server.pid];
    return {
      ask: [client.pid],
      rootCauses: [{ pid: both, kind: 'tcp-receive', cycle: both }],
      edges: [
        { from: client.pid, to: server.pid, kind: 'tcp-receive', certain: true },
        { from: server.pid, to: client.pid, kind: 'tcp-receive', certain: true },
      ],
    };
  },
};

export default scene;
