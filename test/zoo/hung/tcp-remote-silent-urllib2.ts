/** urllib2 of Python 2.7 without a timeout, in the middle of a response's first line. */
import { hungOnRemote } from '../network.ts';
import type { Scene } from '../scene.ts';

const source = `
import sys, urllib2
print('ready')
urllib2.urlopen('http://%s:%s/station' % (sys.argv[1], sys.argv[2])).read()
`;

const scene: Scene = {
  title: 'urllib2 waits for the response of a host that has been switched off',
  shows: ['tcp-receive'],
  with: ['Python 2.7'],
  needs: ['python2.7', 'ip', 'nsenter', 'unshare'],
  root: true,
  make: (stage) =>
    hungOnRemote(
      stage,
      ({ through, address, port }) =>
        stage.python(source, { version: '2.7', through, args: [address, String(port)] }),
      ['recvfrom'],
    ),
};

export default scene;
