/** A resolver without a timeout has asked a name server on another host, which is not there. */
import { twoHosts } from '../network.ts';
import type { Scene } from '../scene.ts';

const source = `
import socket, struct, sys
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.connect((sys.argv[1], 53))
server.send(struct.pack('>6H', 77, 0x100, 1, 0, 0, 0) + b'\\7example\\3org\\0' + struct.pack('>2H', 1, 1))
print('ready')
server.recv(512)
`;

const scene: Scene = {
  title: 'a DNS question to a name server that does not answer, without a timeout',
  shows: ['udp-receive'],
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
    await stage.asleep(pid, ['recvfrom']);
    return {
      ask: [pid],
      rootCauses: [{ pid, kind: 'udp-receive', victims: [] }],
      edges: [{ from: pid, to: `${nobody}:53`, kind: 'udp-receive', certain: true }],
    };
  },
};

export default scene;
