/** bash runs Python runs Perl runs flock(1): four generations wait for one stopped stranger. */
import { holdsFlock, stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
echo ready
python3 -c 'import subprocess, sys; subprocess.run(["perl", "-e", "system(@ARGV); exit 1", "--", *sys.argv[1:]])' flock "$1" true
echo done
`;

const scene: Scene = {
  title: 'four generations of a tree wait for a lock whose holder is stopped',
  shows: ['child-exit', 'file-lock', 'stopped'],
  with: ['bash', 'Python', 'Perl', 'flock'],
  needs: ['flock'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const holder = await holdsFlock(stage, file);
    await stop(stage, holder.pid);
    const bash = await stage.bash(source, { args: [file] });
    const only = (pid: number): Promise<number> =>
      stage.until(`the child of ${pid}`, () => stage.children(pid)[0]);
    const python = await only(bash.pid);
    const perl = await only(python);
    const flock = await only(perl);
    await stage.asleep(flock, ['flock']);
    for (const pid of [bash.pid, python, perl]) await stage.asleep(pid, ['wait4']);
    return {
      ask: [bash.pid],
      rootCauses: [{ pid: holder.pid, kind: 'stopped', victims: [bash.pid, python, perl, flock] }],
      edges: [
        { from: bash.pid, to: python, kind: 'child-exit', certain: true },
        { from: python, to: perl, kind: 'child-exit', certain: true },
        { from: perl, to: flock, kind: 'child-exit', certain: true },
        { from: flock, to: holder.pid, kind: 'file-lock', certain: true },
      ],
    };
  },
};

export default scene;
