/** The terminal's own program is stopped: what is written to the terminal stays in its buffer. */
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
import os, pty, sys
master, slave = pty.openpty()
reader = os.fork()
if reader == 0:
    os.close(slave)
    pass
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
  title: 'a program writes to a terminal whose reader is stopped',
  shows: ['tty-write', 'stopped', 'child-exit'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const parent = await stage.python(source);
    const [reader = 0, writer = 0] = (await parent.line('ready')).split(' ').map(Number);
    await stop(stage, reader);
    await stage.asleep(writer, ['write']);
    return {
      ask: [writer],
      rootCauses: [{ pid: reader, kind: 'stopped', victims: [parent.pid, writer] }],
      edges: [{ from: writer, to: reader, kind: 'tty-write', certain: true }],
    };
  },
};

export default scene;
