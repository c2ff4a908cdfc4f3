/** The reader of a full pipe sleeps for an hour before it reads. */
import type { Scene } from '../scene.ts';

const source = `
pipe(my $reads, my $writes);
$| = 1;
my $child = fork;
if ($child == 0) { close $writes; sleep 3600; exit 0 }
close $reads;
print "child $child\\nready\\n";
syswrite $writes, 'x' x 65536 while 1;
`;

const scene: Scene = {
  title: 'the reader of a full pipe sleeps for an hour',
  shows: ['pipe-write', 'sleep'],
  with: ['Perl'],
  async make(stage) {
    const writer = await stage.perl(source);
    const child = Number(await writer.line('child'));
    await stage.asleep(child, ['clock_nanosleep', 'nanosleep']);
    await stage.asleep(writer.pid, ['write']);
    return {
      ask: [writer.pid],
      rootCauses: [{ pid: child, kind: 'sleep', victims: [writer.pid] }],
      edges: [{ from: writer.pid, to: child, kind: 'pipe-write', certain: true }],
    };
  },
};

export default scene;
