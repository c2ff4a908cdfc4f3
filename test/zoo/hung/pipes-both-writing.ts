/** Feeding a filter without reading it: `cat` cannot write its output, so it does not read its input either. */
import type { Scene } from '../scene.ts';

const source = `
import subprocess
child = subprocess.Popen(['cat'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
print('child', child.pid)
print('ready')
block = b'x' * 4096
while True:
    child.stdin.write(block)
`;

const scene: Scene = {
  title: 'a parent feeds cat and never reads it: both pipes are full',
  shows: ['pipe-write'],
  with: ['Python', 'coreutils'],
  async make(stage) {
    const parent = await stage.python(source);
    const child = Number(await parent.line('child'));
    await stage.asleep(child, ['write']);
    await stage.asleep(parent.pid, ['write']);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: [child, parent.pid], kind: 'pipe-write', cycle: [parent.pid, child] }],
      edges: [
        { from: parent.pid, to: child, kind: 'pipe-write', certain: true },
        { from: child, to: parent.pid, kind: 'pipe-write', certain: true },
      ],
    };
  },
};

export default scene;
