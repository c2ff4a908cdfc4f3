/** Two children in a pipeline whose first stdin the parent keeps open, while it waits for the second. */
import type { Scene } from '../scene.ts';

const source = `
from subprocess import PIPE, Popen
one = Popen(['cat'], stdin=PIPE, stdout=PIPE)
other = Popen(['sort'], stdin=one.stdout, stdout=PIPE)
one.stdout.close()
one.stdin.write(b'a line\\n')
one.stdin.flush()
print('ready %d %d' % (one.pid, other.pid))
other.wait()
`;

const scene: Scene = {
  title: 'a parent waits for the second of two piped children, and never closes the stdin of the first',
  shows: ['child-exit', 'pipe-read'],
  with: ['Python 3', 'coreutils'],
  needs: ['python3'],
  async make(stage) {
    const { pid, line } = await stage.python(source);
    const [cat = 0, sort = 0] = (await line('ready')).split(' ').map(Number);
    await stage.asleep(cat, ['read']);
    await stage.asleep(sort, ['read']);
    await stage.asleep(pid, ['wait4']);
    return {
      ask: [sort],
      rootCauses: [{ pid: [pid, sort, cat], kind: ['child-exit', 'pipe-read'], cycle: [pid, sort, cat] }],
      edges: [
        { from: pid, to: sort, kind: 'child-exit', certain: true },
        { from: sort, to: cat, kind: 'pipe-read', certain: true },
        { from: cat, to: pid, kind: 'pipe-read', certain: true },
      ],
    };
  },
};

export default scene;
