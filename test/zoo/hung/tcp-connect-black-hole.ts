/** SYNs go onto a wire at whose other end nobody takes them: a firewall that drops. */
import { twoHosts } from '../network.ts';
import type { Scene } from '../scene.ts';

const source = `
import socket, sys
server = socket.socket()
print('ready')
server.connect((sys.argv[1], 443))
`;

const scene: Scene = {
  title: 'a client connects to an address from which nothing comes back',
  shows: ['tcp-connect'],
  with: ['Python 3'],
  needs: ['python3', 'ip', 'nsenter', 'unshare'],
  root: true,
  async make(stage) {
    const { near } = await twoHosts(stage);
    const nobody = '10.77.0.3';
    await stage.run([
      ...near.through,
      'ip',
      'neighbour',
      'add',
      nobody,
      'lladdr',
      '02:00:00:00:00:03',
      'dev',
      'eth0',
    ]);
    const { pid } = await stage.python(source, { through: near.through, args: [nobody] });
    await stage.asleep(pid, ['connect']);
    return {
      ask: [pid],
      rootCauses: [{ pid, kind: 'tcp-connect', victims: [] }],
      edges: [{ from: pid, to: `${nobody}:443`, kind: 'tcp-connect', certain: true }],
    };
  },
};

export default scene;
