/** IO::Socket reads a line from a host that is gone. */
import { hungOnRemote } from '../network.ts';
import type { Scene } from '../scene.ts';

const source = `
use IO::Socket::INET;
$| = 1;
my $server = IO::Socket::INET->new(PeerAddr => $ARGV[0], PeerPort => $ARGV[1]) or die $!;
$server->autoflush(1);
print $server "HELO\\r\\n";
print "ready\\n";
my $line = <$server>;
`;

const scene: Scene = {
  title: 'a Perl script reads a line from a host that has been switched off',
  shows: ['tcp-receive'],
  with: ['Perl'],
  needs: ['perl', 'ip', 'nsenter', 'unshare'],
  root: true,
  make: (stage) =>
    hungOnRemote(
      stage,
      ({ through, address, port }) => stage.perl(source, { through, args: [address, String(port)] }),
      ['read'],
    ),
};

export default scene;
