/** An upload to a host that has been switched off: what is sent is never acknowledged, and the buffer is full. */
import { hungOnRemote } from '../network.ts';
import type { Scene } from '../scene.ts';

const source = `
import socket, sys, time
server = socket.create_connection((sys.argv[1], int(sys.argv[2])))
server.send(b'PUT')
print('ready')
server.sendall(bytes(1 << 28))
`;

const scene: Scene = {
  title: 'a client uploads to a host that has been switched off',
  shows: ['tcp-send'],
  with: ['Python 3'],
  needs: ['python3', 'ip', 'nsenter', 'unshare'],
  root: true,
  make: (stage) =>
    hungOnRemote(
      stage,
      ({ through, address, port }) => stage.python(source, { through, args: [address, String(port)] }),
      ['sendto'],
      'tcp-send',
    ),
};

export default scene;
