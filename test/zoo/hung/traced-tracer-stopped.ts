/** strace is stopped: who it traces stands at its next system call. */
import { existsSync } from 'node:fs';
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
$| = 1;
open(my $log, '>', "$ARGV[0]") or die $!;
print "ready\\n";
for (;;) { syswrite $log, "step\\n"; select undef, undef, undef, 0.02 }
`;

const scene: Scene = {
  title: 'strace is stopped, and with it the process that it traces',
  shows: ['traced', 'stopped'],
  with: ['strace', 'Perl'],
  needs: ['strace'],
  async make(stage) {
    const target = await stage.perl(source, { args: [`${stage.dir}/steps`] });
    const tracer = await stage.start(['strace', '-o', `${stage.dir}/calls`, '-p', String(target.pid)], {
      ready: null,
    });
    await stage.until('calls', () => existsSync(`${stage.dir}/calls`) && stage.tracer(target.pid));
    await stop(stage, tracer.pid);
    await stage.inState(target.pid, 't');
    return {
      ask: [target.pid],
      rootCauses: [{ pid: tracer.pid, kind: 'stopped', victims: [target.pid] }],
      statuses: { [target.pid]: 'stuck' },
      edges: [{ from: target.pid, to: tracer.pid, kind: 'traced', certain: true }],
    };
  },
};

export default scene;
