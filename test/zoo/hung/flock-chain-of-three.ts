/** A chain of locks: the first waits for the second, that for the third, which sleeps. */
import { holdsFlock, wantsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'a chain of three over two locks ends at a sleeper',
  shows: ['file-lock', 'sleep'],
  with: ['Perl'],
  async make(stage) {
    const [one, two] = [`${stage.dir}/one`, `${stage.dir}/two`];
    const last = await holdsFlock(stage, two, 'sleep 3600;', 'last');
    const middle = await holdsFlock(
      stage,
      one,
      `open(my $next, '>>', '${two}'); flock($next, LOCK_EX);`,
      'middle',
    );
    await stage.asleep(middle.pid, ['flock']);
    const first = await wantsFlock(stage, one, 'first');
    return {
      ask: [first.pid],
      rootCauses: [{ pid: last.pid, kind: 'sleep', victims: [first.pid, middle.pid] }],
      edges: [
        { from: first.pid, to: middle.pid, kind: 'file-lock', certain: true },
        { from: middle.pid, to: last.pid, kind: 'file-lock', certain: true },
      ],
    };
  },
};

export default scene;
