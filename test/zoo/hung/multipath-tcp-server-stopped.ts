/** Multipath TCP: the sockets that the programs have are not those in /proc/net/tcp. The server is stopped over the question. */
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const server = `
import socket
try:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262)
except OSError as error:
    print('at refused')
    raise
listener.bind(('127.0.0.1', 0))
listener.listen(5)
print('at %d' % listener.getsockname()[1])
peer = listener.accept()[0]
peer.recv(100)
print('asked')
peer.recv(100)
`;

const client = `
import socket, sys
peer = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262)
peer.connect(('127.0.0.1', int(sys.argv[1])))
peer.send(b'question')
print('ready')
peer.recv(100)
`;

const scene: Scene = {
  title: 'a client of a stopped server over Multipath TCP',
  shows: ['tcp-receive', 'stopped'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const one = await stage.python(server, { name: 'server', ready: 'at', stderr: 'null' });
    const at = await one.line('at');
    if (at === 'refused') stage.skip('this kernel has no Multipath TCP');
    const { pid } = await stage.python(client, { name: 'client', args: [at] });
    await one.line('asked');
    await stop(stage, one.pid);
    await stage.asleep(pid, ['recvfrom']);
    return {
      ask: [pid],
      rootCauses: [{ pid: one.pid, kind: 'stopped', victims: [pid] }],
      edges: [{ from: pid, to: one.pid, kind: 'tcp-receive', certain: true }],
    };
  },
};

export default scene;
