/** The program that drives the terminal is blocked elsewhere, so nobody will answer the prompt. */
import { holdsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
import fcntl, os, pty, sys
child, master = pty.fork()
if child == 0:
    os.write(1, b'Password: ')
    os.read(0, 100)
    os._exit(0)
print('ready %d' % child)
fcntl.flock(open(sys.argv[1]), fcntl.LOCK_EX)
os.write(master, b'secret')
`;

const scene: Scene = {
  title: 'a program reads a pty whose driver waits for a lock',
  shows: ['tty-read', 'file-lock', 'sleep'],
  with: ['Python 3', 'Perl'],
  needs: ['python3', 'perl'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const holder = await holdsFlock(stage, file);
    const driver = await stage.python(source, { name: 'driver', args: [file] });
    const child = Number(await driver.line('ready'));
    await stage.asleep(child, ['read']);
    await stage.asleep(driver.pid, ['flock']);
    return {
      ask: [child],
      rootCauses: [{ pid: holder.pid, kind: 'sleep', victims: [child, driver.pid] }],
      edges: [
        { from: child, to: driver.pid, kind: 'tty-read', certain: true },
        { from: driver.pid, to: holder.pid, kind: 'file-lock', certain: true },
      ],
    };
  },
};

export default scene;
