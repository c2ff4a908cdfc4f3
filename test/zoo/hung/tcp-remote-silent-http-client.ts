/** http.client of Python 3 without a timeout. */
import { hungOnRemote } from '../network.ts';
import type { Scene } from '../scene.ts';

const source = `
import http.client, sys
print('ready')
connection = http.client.HTTPConnection(sys.argv[1], int(sys.argv[2]))
connection.request('GET', '/')
connection.getresponse().read()
`;

const scene: Scene = {
  title: 'http.client waits for the response of a host that has been switched off',
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
