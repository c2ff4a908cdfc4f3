/** A multiplexer that nobody looks at, and the shell in it at its prompt. */
import { join } from 'node:path';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'tmux is detached, with a shell at its prompt',
  shows: ['tty-read', 'poll'],
  with: ['tmux', 'bash'],
  needs: ['tmux', 'bash'],
  async make(stage) {
    const socket = join(stage.dir, 'tmux.sock');
    await stage.run(['tmux', '-S', socket, '-f', '/dev/null', 'new-session', '-d', 'exec bash --norc -i']);
    const server = Number(
      (await stage.run(['tmux', '-S', socket, 'display-message', '-p', '#{pid}'])).trim(),
    );
    stage.own(server);
    const shell = await stage.until('a shell', () => stage.children(server)[0]);
    stage.own(shell);
    await stage.asleep(shell, ['pselect6', 'read', 'poll']);
    return { ask: [server], statuses: { [server]: ['idle', 'running'], [shell]: 'idle' } };
  },
};

export default scene;
