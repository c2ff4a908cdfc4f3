/** A Python parent waits for a child that reads a pipe of which it has the only write end itself. */
import type { Scene } from '../scene.ts';

const source = `
import os
child = os.fork()
if child == 0:
    reads, writes = os.pipe()
    os.read(reads, 1)
    os._exit(0)
print('child', child)
print('ready')
os.waitpid(child, 0)
`;

const scene: Scene = {
  title: 'the child reads from a pipe whose write end only it has',
  shows: ['child-exit', 'pipe-read'],
  with: ['Python'],
  async make(stage) {
    const parent = await stage.python(source);
    const child = Number(await parent.line('child'));
    await stage.asleep(child, ['read']);
    await stage.asleep(parent.pid, ['wait4']);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: child, kind: 'pipe-read', victims: [parent.pid] }],
      statuses: { [parent.pid]: 'stuck', [child]: 'stuck' },
      edges: [{ from: parent.pid, to: child, kind: 'child-exit', certain: true }],
    };
  },
};

export default scene;
