/** A fetcher starts a child for every station and waits for any of them; all but one have answered and gone. */
import { vanishingServer } from '../network.ts';
import type { Scene } from '../scene.ts';

const source = `
import os, socket, sys
for station in range(40):
    child = os.fork()
    if child == 0:
        if station == 17:
            server = socket.create_connection((sys.argv[1], int(sys.argv[2])))
            server.sendall('GET /station/17')
            server.recv(4096)
        os._exit(0)
    if station == 17:
        print('child %d' % child)
print('ready')
while True:
    os.wait()
`;

const scene: Scene = {
  title: 'a parent of forty fetchers waits in wait4 for the one whose host has been switched off',
  shows: ['child-exit', 'tcp-receive'],
  with: ['Python 2.7'],
  needs: ['python2.7', 'ip', 'nsenter', 'unshare'],
  root: true,
  async make(stage) {
    const server = await vanishingServer(stage);
    const args = [server.address, String(server.port)];
    const fetcher = await stage.python(source, { version: '2.7', through: server.through, args });
    const child = Number(await fetcher.line('child'));
    await server.vanish();
    await stage.asleep(child, ['recvfrom']);
    await stage.until('one child', () => stage.children(fetcher.pid).length === 1);
    await stage.asleep(fetcher.pid, ['wait4']);
    return {
      ask: [fetcher.pid],
      rootCauses: [{ pid: child, kind: 'tcp-receive', victims: [fetcher.pid] }],
      statuses: { [fetcher.pid]: 'stuck', [child]: 'stuck' },
      edges: [
        { from: fetcher.pid, to: child, kind: 'child-exit', certain: true },
        { from: child, to: '10.77.0.2:80', kind: 'tcp-receive', certain: true },
      ],
    };
  },
};

export default scene;
