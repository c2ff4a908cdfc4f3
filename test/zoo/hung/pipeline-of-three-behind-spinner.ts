/** A pipeline backs up behind its last member, which wants a lock; the holder of the lock spins. */
import { holdsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
echo ready
yes | cat | flock "$1" cat
`;

const scene: Scene = {
  title: 'a pipeline of three waits for a lock, whose holder computes without end',
  shows: ['pipe-write', 'file-lock', 'cpu', 'child-exit'],
  with: ['bash', 'coreutils', 'flock', 'Perl'],
  needs: ['flock'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const holder = await holdsFlock(stage, file, '1 while 1;');
    const bash = await stage.bash(source, { args: [file] });
    const [yes = 0, cat = 0, flock = 0] = await stage.until('the pipeline', () => {
      const all = stage.children(bash.pid);
      return all.length === 3 && stage.argv(all[2] ?? 0)[0] === 'flock' && all;
    });
    await stage.asleep(flock, ['flock']);
    await stage.asleep(cat, ['write', 'splice']);
    await stage.asleep(yes, ['write']);
    return {
      ask: [bash.pid],
      rootCauses: [{ pid: holder.pid, kind: 'cpu', victims: [bash.pid, yes, cat, flock] }],
      statuses: { [holder.pid]: 'stuck' },
      edges: [
        { from: yes, to: cat, kind: 'pipe-write', certain: true },
        { from: flock, to: holder.pid, kind: 'file-lock', certain: true },
      ],
    };
  },
};

export default scene;
