/** An interactive shell waits for its foreground job, which waits for a person: an editor, a pager, another prompt. */
import { atTerminal } from '../rest.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'an interactive shell waits for a Python prompt in the foreground',
  shows: ['child-exit', 'tty-read', 'poll'],
  with: ['bash', 'Python 3', 'util-linux'],
  needs: ['script', 'bash', 'python3'],
  async make(stage) {
    const { terminal, child } = await atTerminal(stage, 'bash --norc -i');
    await stage.asleep(child, ['pselect6', 'read', 'poll']);
    terminal.write('/usr/bin/python3 -q -c "input()"\n');
    const python = await stage.until('python', () => stage.children(child)[0]);
    await stage.asleep(python, ['read', 'pselect6', 'select']);
    return { ask: [child], statuses: { [child]: ['idle', 'waiting'], [python]: 'idle' } };
  },
};

export default scene;
