/** The program opens IPv6 sockets for everything; the address it reached is an IPv4 one and is written as such. */
import { hungOnRemote } from '../network.ts';
import type { Scene } from '../scene.ts';

const source = `
import socket, sys
server = socket.socket(socket.AF_INET6)
server.connect(('::ffff:' + sys.argv[1], int(sys.argv[2])))
server.send(b'?')
print('ready')
server.recv(1)
`;

const scene: Scene = {
  title: 'an IPv4 host behind an IPv6 socket has been switched off',
  shows: ['tcp-receive'],
  with: ['Python 3'],
  needs: ['python3', 'ip', 'nsenter', 'unshare'],
  root: true,
  make: (stage) =>
    hungOnRemote(
      stage,
      ({ through, address, port }) => stage.python(source, { through, args: [address, String(port)] }),
      ['recvfrom'],
    ),
};

export default scene;
