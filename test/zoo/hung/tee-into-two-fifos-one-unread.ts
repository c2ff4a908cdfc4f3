/** tee(1) fills two fifos; one reader reads, the other has it open and waits for a signal. */
import type { Scene } from '../scene.ts';

const reader = `
open(my $in, '<', $ARGV[0]) or die;
$| = 1;
print "ready\\n";
$SIG{USR1} = sub {};
sleep 3600;
`;

const scene: Scene = {
  title: 'the reader of one of two fifos that tee fills sleeps',
  shows: ['pipe-read', 'pipe-write', 'sleep'],
  with: ['coreutils', 'Perl'],
  needs: ['perl', 'tee'],
  async make(stage) {
    const [one, other] = [`${stage.dir}/one`, `${stage.dir}/other`];
    await stage.run(['mkfifo', one, other]);
    const count = await stage.start(['wc', '-c', one], { ready: null });
    const shell = await stage.bash('yes | tee "$1" > "$2" &\necho ready\nwait', { args: [one, other] });
    const sleeper = await stage.perl(reader, { name: 'sleeper', args: [other] });
    const [yes = 0, tee = 0] = await stage.until('both', () =>
      stage.children(shell.pid).length === 2 ? stage.children(shell.pid) : null,
    );
    await stage.asleep(tee, ['write']);
    await stage.asleep(yes, ['write']);
    await stage.asleep(count.pid, ['read']);
    return {
      ask: [count.pid],
      rootCauses: [{ pid: sleeper.pid, kind: 'sleep', victims: [count.pid, yes, tee, shell.pid] }],
      edges: [
        { from: count.pid, to: tee, kind: 'pipe-read', certain: true },
        { from: tee, to: sleeper.pid, kind: 'pipe-write', certain: true },
        { from: yes, to: tee, kind: 'pipe-write', certain: true },
      ],
    };
  },
};

export default scene;
