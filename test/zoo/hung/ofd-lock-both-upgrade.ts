/** Two readers of one file both want to write it: of OFD locks the kernel seeks no deadlock, fcntl_locking(2). */
import type { Scene } from '../scene.ts';

const source = `
import fcntl, struct, sys
F_OFD_SETLKW = 38
file = open(sys.argv[1], 'a+')
def lock(kind):
    fcntl.fcntl(file, F_OFD_SETLKW, struct.pack('hhqqi4x', kind, 0, 0, 0, 0))
lock(fcntl.F_RDLCK)
print('ready')
sys.stdin.read(1)
lock(fcntl.F_WRLCK)
`;

const scene: Scene = {
  title: 'two processes that read-lock a file both upgrade to a write lock (OFD)',
  shows: ['file-lock'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const args = [`${stage.dir}/file`];
    const one = await stage.python(source, { name: 'one', args, stdin: 'pipe' });
    const other = await stage.python(source, { name: 'other', args, stdin: 'pipe' });
    one.write('x');
    await stage.asleep(one.pid, ['fcntl']);
    other.write('x');
    await stage.asleep(other.pid, ['fcntl']);
    return {
      ask: [other.pid],
      rootCauses: [{ pid: [one.pid, other.pid], kind: 'file-lock', cycle: [one.pid, other.pid] }],
      edges: [
        { from: one.pid, to: other.pid, kind: 'file-lock', certain: true },
        { from: other.pid, to: one.pid, kind: 'file-lock', certain: true },
      ],
      statuses: { [one.pid]: 'stuck', [other.pid]: 'stuck' },
    };
  },
};

export default scene;
