/** As with one child, but three are left: which of them the parent waits for is not certain, that it waits in vain is. */
import { vanishingServer } from '../network.ts';
import type { Scene } from '../scene.ts';

const source = `
$| = 1;
use IO::Socket::INET;
for my $station (1 .. 3) {
  next if fork();
  my $server = IO::Socket::INET->new(PeerAddr => $ARGV[0], PeerPort => $ARGV[1]) or die $!;
  $server->send("station $station");
  $server->recv(my $answer, 100);
  exit;
}
print "ready\\n";
1 while wait() > 0;
`;

const scene: Scene = {
  title: 'three children of one parent each wait for a host that has been switched off',
  shows: ['child-exit', 'tcp-receive'],
  with: ['Perl'],
  needs: ['perl', 'ip', 'nsenter', 'unshare'],
  root: true,
  async make(stage) {
    const server = await vanishingServer(stage);
    const parent = await stage.perl(source, {
      through: server.through,
      args: [server.address, String(server.port)],
    });
    await server.vanish(3);
    const children = stage.children(parent.pid);
    for (const child of children) await stage.asleep(child, ['recvfrom']);
    await stage.asleep(parent.pid, ['wait4']);
    return {
      ask: [parent.pid],
      rootCauses: children.map((pid) => ({ pid, kind: 'tcp-receive' })),
      statuses: { [parent.pid]: 'stuck' },
      edges: children.map((pid) => ({ from: parent.pid, to: pid, kind: 'child-exit', certain: false })),
    };
  },
};

export default scene;
