/** Client and server are in network namespaces of their own, as containers are; the lock is on a file that both hosts see. */
import { twoHosts } from '../network.ts';
import { holdsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const serverSource = `
import fcntl, socket, sys
listener = socket.create_server(('', 80))
print('ready')
peer = listener.accept()[0]
peer.recv(100)
fcntl.flock(open(sys.argv[1], 'a'), fcntl.LOCK_EX)
`;

const clientSource = `
import socket, sys
server = socket.create_connection((sys.argv[1], 80))
server.send(b'question')
print('ready')
server.recv(100)
`;

const scene: Scene = {
  title: 'a client in one network namespace waits for a server in another, which waits for a lock',
  shows: ['tcp-receive', 'file-lock', 'sleep'],
  with: ['Python 3', 'Perl'],
  needs: ['python3', 'perl', 'ip', 'nsenter', 'unshare'],
  root: true,
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const holder = await holdsFlock(stage, file);
    const { near, far } = await twoHosts(stage);
    const server = await stage.python(serverSource, { name: 'server', through: far.through, args: [file] });
    const client = await stage.python(clientSource, {
      name: 'client',
      through: near.through,
      args: [far.address],
    });
    await stage.asleep(server.pid, ['flock']);
    await stage.asleep(client.pid, ['recvfrom']);
    return {
      ask: [client.pid],
      rootCauses: [{ pid: holder.pid, kind: 'sleep', victims: [client.pid, server.pid] }],
      edges: [
        { from: client.pid, to: server.pid, kind: 'tcp-receive', certain: true },
        { from: server.pid, to: holder.pid, kind: 'file-lock', certain: true },
      ],
    };
  },
};

export default scene;
