/** Somebody has typed Control-S: output stands still although the terminal would read it. */
import type { Scene } from '../scene.ts';

const source = `
import os, pty, sys
master, slave = pty.openpty()
reader = os.fork()
if reader == 0:
    os.close(slave)
    os.write(master, b"\\x13")
    while True:
        os.read(master, 4096)
os.close(master)
writer = os.fork()
if writer == 0:
    while True:
        os.write(slave, b"progress ...\\n")
os.close(slave)
print("ready %d %d" % (reader, writer))
os.waitpid(writer, 0)
`;

const scene: Scene = {
  title: 'a program writes to a terminal whose output has been halted by XOFF, and its parent waits for it',
  shows: ['tty-write', 'child-exit'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const parent = await stage.python(source);
    const [reader = 0, writer = 0] = (await parent.line('ready')).split(' ').map(Number);
    await stage.asleep(writer, ['write']);
    await stage.asleep(reader, ['read']);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: writer, kind: 'tty-write', victims: [parent.pid] }],
      edges: [{ from: parent.pid, to: writer, kind: 'child-exit', certain: true }],
    };
  },
};

export default scene;
