/** A job takes a lock and runs a command; the command waits for another lock, whose holder wants the first: a ring. */
import { holdsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'a ring over a child and two locks',
  shows: ['child-exit', 'file-lock'],
  with: ['Perl', 'flock'],
  needs: ['flock'],
  async make(stage) {
    const [one, two] = [`${stage.dir}/one`, `${stage.dir}/two`];
    const other = await holdsFlock(
      stage,
      two,
      `<STDIN>; open(my $next, '>>', '${one}'); flock($next, LOCK_EX);`,
      'other',
      'pipe',
    );
    const job = await holdsFlock(stage, one, `system('flock', '${two}', 'true'); exit 1;`, 'job');
    const command = await stage.until('the command', () => stage.children(job.pid)[0]);
    await stage.asleep(command, ['flock']);
    await stage.asleep(job.pid, ['wait4']);
    await new Promise((resolve) => setTimeout(resolve, 200));
    other.write('go\n');
    await stage.asleep(other.pid, ['flock']);
    return {
      ask: [job.pid],
      rootCauses: [{ pid: job.pid, kind: 'child-exit', cycle: [job.pid, command, other.pid] }],
      edges: [
        { from: job.pid, to: command, kind: 'child-exit', certain: true },
        { from: command, to: other.pid, kind: 'file-lock', certain: true },
        { from: other.pid, to: job.pid, kind: 'file-lock', certain: true },
      ],
    };
  },
};

export default scene;
