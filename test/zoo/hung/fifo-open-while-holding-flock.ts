/** A Perl program holds a lock and opens a fifo for writing that nobody reads; another wants the lock. */
import { holdsFlock, wantsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'the holder of a lock waits for a reader to open its fifo',
  shows: ['file-lock', 'fifo-open'],
  with: ['Perl'],
  async make(stage) {
    const [file, fifo] = [`${stage.dir}/lock`, `${stage.dir}/fifo`];
    await stage.run(['mkfifo', fifo]);
    const holder = await holdsFlock(stage, file, `open(my $out, '>', '${fifo}');`);
    await stage.asleep(holder.pid, ['openat', 'open']);
    const waiter = await wantsFlock(stage, file);
    return {
      ask: [waiter.pid],
      rootCauses: [{ pid: holder.pid, kind: 'fifo-open', victims: [waiter.pid] }],
      edges: [{ from: waiter.pid, to: holder.pid, kind: 'file-lock', certain: true }],
    };
  },
};

export default scene;
