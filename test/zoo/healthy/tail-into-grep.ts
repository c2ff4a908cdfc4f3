/** A filter behind a program that follows a file: the filter's pipe stays silent as long as the file does. */
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { allAre } from '../rest.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'grep reads from a tail that follows a quiet file',
  shows: ['pipe-read', 'inotify', 'poll'],
  with: ['coreutils', 'grep'],
  needs: ['bash', 'tail', 'grep'],
  async make(stage) {
    const file = join(stage.dir, 'quiet.log');
    writeFileSync(file, 'one line\n');
    const { pid } = await stage.bash(`tail -f ${file} | grep error & echo ready; wait`);
    const [tail = 0, grep = 0] = await stage.until('both', () => {
      const children = stage.children(pid);
      return children.length === 2 && children;
    });
    await stage.asleep(grep, ['read']);
    await stage.asleep(tail, ['read', 'poll', 'select', 'pselect6']);
    return { ask: [pid], statuses: allAre([tail, grep], ['idle', 'waiting', 'running']) };
  },
};

export default scene;
