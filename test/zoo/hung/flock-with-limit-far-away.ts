/** flock -w 3600: the time-out is a timer whose signal ends the call, an hour from now; the holder sleeps. */
import { holdsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'flock -w 3600 behind a holder that sleeps',
  shows: ['file-lock', 'sleep'],
  with: ['flock', 'Perl', 'sh'],
  needs: ['flock', 'perl'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const holder = await holdsFlock(stage, file);
    const shell = await stage.start(['sh', '-c', `echo ready; flock -w 3600 ${file} true; true`]);
    const flock = await stage.until('flock', () => stage.children(shell.pid)[0]);
    await stage.asleep(flock, ['flock']);
    return {
      ask: [shell.pid],
      rootCauses: [{ pid: holder.pid, kind: 'sleep', victims: [shell.pid, flock] }],
      edges: [{ from: flock, to: holder.pid, kind: 'file-lock', certain: true }],
    };
  },
};

export default scene;
