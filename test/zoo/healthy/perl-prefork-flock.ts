/** Perl children queue at the flock of an accept lock; the one that has it is in accept. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
use Fcntl ':flock';
use IO::Socket::INET;
$| = 1;
my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 20) or die $!;
for (1 .. 4) {
  next if fork();
  open(my $turn, '>>', 'accept.lock') or die $!;
  while (1) {
    flock($turn, LOCK_EX);
    my $peer = $listener->accept();
    flock($turn, LOCK_UN);
    close($peer);
  }
}
print "ready\\n";
1 while wait() > 0;
`;

const scene: Scene = {
  title: 'four children of a Perl server take turns at an accept lock',
  shows: ['file-lock', 'tcp-accept', 'child-exit'],
  with: ['Perl'],
  needs: ['perl'],
  async make(stage) {
    const { pid } = await stage.perl(source);
    await stage.asleep(pid, ['wait4']);
    return restingTree(stage, pid);
  },
};

export default scene;
