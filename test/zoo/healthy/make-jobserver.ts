/** make in pselect6 on its own jobserver's pipe: the end of a recipe, SIGCHLD, is what it waits for. */
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'make -j2 waits for recipes that sleep',
  shows: ['poll', 'child-exit', 'sleep'],
  with: ['make'],
  needs: ['make', 'sleep'],
  async make(stage) {
    const file = join(stage.dir, 'Makefile');
    writeFileSync(file, 'all: a b c\na b c:\n\tsleep 3600\n');
    const { pid } = await stage.start(['make', '-f', file, '-j2'], { ready: null });
    await stage.until('two recipes', () => stage.children(pid).length === 2);
    await stage.asleep(pid, ['pselect6', 'wait4', 'read']);
    return { ask: [pid], statuses: { [pid]: ['idle', 'waiting'] } };
  },
};

export default scene;
