/** A script runs a program on a pty and waits for its end; the program asks a question there first. */
import type { Scene } from '../scene.ts';

const source = `
import os, pty
child, master = pty.fork()
if child == 0:
    os.write(1, b'Are you sure? ')
    os.read(0, 100)
    os._exit(0)
print('ready %d' % child)
os.waitpid(child, 0)
`;

const scene: Scene = {
  title: 'a program asks a question on a pty whose driver waits for the end of that program',
  shows: ['tty-read', 'child-exit'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const driver = await stage.python(source);
    const child = Number(await driver.line('ready'));
    await stage.asleep(child, ['read']);
    await stage.asleep(driver.pid, ['wait4']);
    return {
      ask: [driver.pid],
      rootCauses: [
        { pid: [driver.pid, child], kind: ['child-exit', 'tty-read'], cycle: [driver.pid, child] },
      ],
      edges: [
        { from: driver.pid, to: child, kind: 'child-exit', certain: true },
        { from: child, to: driver.pid, kind: 'tty-read', certain: true },
      ],
    };
  },
};

export default scene;
