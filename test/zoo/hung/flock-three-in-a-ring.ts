/** Three processes, three locks: each has one and wants the next one's. A fourth waits outside the ring. */
import { wantsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
use Fcntl ':flock';
$| = 1;
open(my $mine, '>>', $ARGV[0]) or die $!;
open(my $theirs, '>>', $ARGV[1]) or die $!;
flock($mine, LOCK_EX) or die $!;
print "ready\\n";
<STDIN>;
flock($theirs, LOCK_EX) or die $!;
`;

const scene: Scene = {
  title: 'three processes in a ring of locks, and a bystander behind one of them',
  shows: ['file-lock'],
  with: ['Perl'],
  async make(stage) {
    const files = ['a', 'b', 'c'].map((name) => `${stage.dir}/${name}`);
    const ring = [];
    for (let index = 0; index < 3; index++) {
      const args = [files[index] ?? '', files[(index + 1) % 3] ?? ''];
      ring.push(await stage.perl(source, { name: `member${index}`, args, stdin: 'pipe' }));
    }
    for (const member of ring) {
      member.write('go\n');
      await stage.asleep(member.pid, ['flock']);
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    const bystander = await wantsFlock(stage, files[1] ?? '', 'bystander');
    const [a = 0, b = 0, c = 0] = ring.map(({ pid }) => pid);
    return {
      ask: [bystander.pid],
      rootCauses: [{ pid: a, kind: 'file-lock', cycle: [a, b, c], victims: [b, c, bystander.pid] }],
      edges: [
        { from: a, to: b, kind: 'file-lock', certain: true },
        { from: b, to: c, kind: 'file-lock', certain: true },
        { from: c, to: a, kind: 'file-lock', certain: true },
        { from: bystander.pid, to: b, kind: 'file-lock' },
      ],
    };
  },
};

export default scene;
