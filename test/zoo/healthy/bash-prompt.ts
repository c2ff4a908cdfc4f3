/** A shell at its prompt, on a terminal that script(1) serves: it waits for a person. */
import { allAre } from '../rest.ts';
import { atTerminal } from '../rest.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'bash is at its prompt',
  shows: ['tty-read', 'poll'],
  with: ['bash', 'util-linux'],
  needs: ['script', 'bash'],
  async make(stage) {
    const { terminal, child } = await atTerminal(stage, 'bash --norc -i');
    await stage.asleep(child, ['pselect6', 'read', 'poll']);
    return {
      ask: [child],
      statuses: { ...allAre([child], 'idle'), [terminal.pid]: ['idle', 'waiting', 'running'] },
    };
  },
};

export default scene;
