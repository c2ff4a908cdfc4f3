/** Two processes, two pipes, and each waits for the other to speak first. */
import type { Scene } from '../scene.ts';

const source = `
$| = 1;
pipe(my $down, my $toChild);
pipe(my $up, my $toParent);
my $child = fork;
if ($child == 0) {
  close $toChild; close $up;
  select undef, undef, undef, 0.3;
  sysread $down, my $question, 1;
  exit 0;
}
close $down; close $toParent;
print "child $child\\nready\\n";
sysread $up, my $answer, 1;
`;

const scene: Scene = {
  title: 'parent and child each read from the other over two pipes',
  shows: ['pipe-read'],
  with: ['Perl'],
  async make(stage) {
    const parent = await stage.perl(source);
    const child = Number(await parent.line('child'));
    await stage.asleep(parent.pid, ['read']);
    await stage.asleep(child, ['read']);
    return {
      ask: [child],
      rootCauses: [{ pid: parent.pid, kind: 'pipe-read', cycle: [parent.pid, child] }],
      statuses: { [parent.pid]: 'stuck', [child]: 'stuck' },
      edges: [
        { from: parent.pid, to: child, kind: 'pipe-read', certain: true },
        { from: child, to: parent.pid, kind: 'pipe-read', certain: true },
      ],
    };
  },
};

export default scene;
