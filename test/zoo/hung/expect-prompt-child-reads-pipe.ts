/** A driver waits at the terminal for a prompt; its child waits for the driver's line on another pipe. */
import type { Scene } from '../scene.ts';

const source = `
import os, pty, sys
reads, writes = os.pipe()
child, terminal = pty.fork()
if child == 0:
    os.close(writes)
    os.read(reads, 100)
    os.write(1, b'Password: ')
    os._exit(0)
os.close(reads)
print('ready %d' % child)
while b'assword' not in os.read(terminal, 100):
    pass
os.write(writes, b'config')
`;

const scene: Scene = {
  title: 'a driver reads a pty for a prompt, its child reads a pipe of the driver first',
  shows: ['tty-read', 'pipe-read'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid, line } = await stage.python(source, { name: 'driver' });
    const child = Number(await line('ready'));
    await stage.asleep(child, ['read']);
    await stage.asleep(pid, ['read']);
    return {
      ask: [child],
      rootCauses: [{ pid: [pid, child], kind: ['tty-read', 'pipe-read'], cycle: [pid, child] }],
      edges: [
        { from: pid, to: child, kind: 'tty-read', certain: true },
        { from: child, to: pid, kind: 'pipe-read', certain: true },
      ],
      statuses: { [pid]: 'stuck', [child]: 'stuck' },
    };
  },
};

export default scene;
