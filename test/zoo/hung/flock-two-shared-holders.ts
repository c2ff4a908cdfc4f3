/** Two share a lock that a third wants alone: it needs both of them, so one that gets on is no way out. */
import { holdsFlock, stop, wantsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const works = `
flock($file, LOCK_SH);
open(my $log, '>>', "$ARGV[0].steps");
for (;;) { my $sum = 0; $sum += $_ for 1 .. 20000; syswrite $log, "step\\n"; select undef, undef, undef, 0.01 }`;

const scene: Scene = {
  title: 'of two holders of a shared lock one is stopped and one works; who wants it alone needs both',
  shows: ['file-lock', 'stopped'],
  with: ['Perl'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const stopped = await holdsFlock(
      stage,
      file,
      'flock($file, LOCK_SH); print "shared\\n"; sleep 3600;',
      'stopped',
    );
    await stopped.line('shared');
    await stop(stage, stopped.pid);
    const working = await stage.perl(
      `use Fcntl ':flock'; $| = 1; open(my $file, '>>', $ARGV[0]); print "ready\\n"; ${works}`,
      { name: 'working', args: [file] },
    );
    const waiter = await wantsFlock(stage, file);
    return {
      ask: [waiter.pid, working.pid],
      rootCauses: [{ pid: stopped.pid, kind: 'stopped', victims: [waiter.pid] }],
      statuses: { [working.pid]: 'running', [waiter.pid]: 'stuck' },
      edges: [{ from: waiter.pid, to: stopped.pid, kind: 'file-lock' }],
    };
  },
};

export default scene;
