/** The datagram stands unread in the buffer of a local server that sleeps. */
import type { Scene } from '../scene.ts';

const serverSource = `
import socket, time
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(('127.0.0.1', 0))
print('ready %d' % server.getsockname()[1])
time.sleep(3600)
`;

const clientSource = `
import socket, sys
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.connect(('127.0.0.1', int(sys.argv[1])))
server.send(b'question')
print('ready')
server.recv(512)
`;

const scene: Scene = {
  title: 'a client waits for a datagram from a local server that sleeps and has not read its own',
  shows: ['udp-receive', 'sleep'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const server = await stage.python(serverSource, { name: 'server' });
    const client = await stage.python(clientSource, { name: 'client', args: [await server.line('ready')] });
    await stage.asleep(client.pid, ['recvfrom']);
    return {
      ask: [client.pid],
      rootCauses: [{ pid: server.pid, kind: 'sleep', victims: [client.pid] }],
      edges: [{ from: client.pid, to: server.pid, kind: 'udp-receive', certain: true }],
    };
  },
};

export default scene;
