/** select() in Perl on one pipe, whose only writer is stopped. */
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
$| = 1;
pipe(my $reads, my $writes);
my $child = fork;
if ($child == 0) { close $reads; sleep 3600; exit 0 }
close $writes;
print "child $child\\nready\\n";
my $set = '';
vec($set, fileno($reads), 1) = 1;
select($set, undef, undef, undef);
`;

const scene: Scene = {
  title: 'selects on one pipe, whose writer is stopped',
  shows: ['pipe-read', 'poll', 'stopped'],
  with: ['Perl'],
  async make(stage) {
    const parent = await stage.perl(source);
    const child = Number(await parent.line('child'));
    await stop(stage, child);
    await stage.asleep(parent.pid, ['select', 'pselect6']);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: child, kind: 'stopped', victims: [parent.pid] }],
      edges: [{ from: parent.pid, to: child, kind: 'pipe-read', certain: true }],
    };
  },
};

export default scene;
