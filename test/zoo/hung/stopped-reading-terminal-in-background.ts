/** A background process reads from its terminal and is stopped for it (SIGTTIN); its parent waits. */
import type { Scene } from '../scene.ts';

const source = `
import os, pty
session, master = pty.fork()
if session == 0:
    background = os.fork()
    if background == 0:
        os.setpgid(0, 0)
        os.read(0, 1)
        os._exit(0)
    os.write(1, b'background %d.' % background)
    os.waitpid(background, 0)
    os._exit(0)
text = b''
while b'.' not in text:
    text += os.read(master, 100)
print(text.decode().split('.')[0])
print('session', session)
print('ready')
os.waitpid(session, 0)
`;

const scene: Scene = {
  title: 'a background process reads its terminal and is stopped by SIGTTIN',
  shows: ['stopped', 'child-exit'],
  with: ['Python'],
  async make(stage) {
    const outer = await stage.python(source);
    const session = Number(await outer.line('session'));
    const background = Number(await outer.line('background'));
    await stage.inState(background, 'T');
    await stage.asleep(session, ['wait4']);
    await stage.asleep(outer.pid, ['wait4']);
    return {
      ask: [outer.pid],
      rootCauses: [{ pid: background, kind: 'stopped', victims: [outer.pid, session] }],
      edges: [
        { from: outer.pid, to: session, kind: 'child-exit', certain: true },
        { from: session, to: background, kind: 'child-exit', certain: true },
      ],
    };
  },
};

export default scene;
