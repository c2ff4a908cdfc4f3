/** A lock was inherited by a child that works: all who have the open file count as one, and one of them gets on. */
import { join } from 'node:path';
import { holdsFlock, wantsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'a lock is held by a parent that sleeps and by its child that works',
  shows: ['file-lock', 'sleep'],
  with: ['Perl'],
  needs: ['perl'],
  async make(stage) {
    const file = join(stage.dir, 'lock');
    const then =
      'if (fork() == 0) { open(my $sink, ">", "/dev/null"); while (1) { print $sink ("x" x 100000) } } sleep 3600;';
    await holdsFlock(stage, file, then);
    const waiter = await wantsFlock(stage, file);
    return { ask: [waiter.pid], statuses: { [waiter.pid]: 'waiting' } };
  },
};

export default scene;
