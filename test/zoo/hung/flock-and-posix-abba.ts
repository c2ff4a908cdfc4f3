/** One locks with flock(2) and then fcntl(2), the other the other way round: the kernel looks at neither together. */
import type { Scene } from '../scene.ts';

const source = `
import fcntl, sys
def whole(kind, path):
    file = open(path, 'a')
    (fcntl.flock if kind == 'flock' else fcntl.lockf)(file, fcntl.LOCK_EX)
    return file
first = whole(sys.argv[1], sys.argv[2])
print('ready')
sys.stdin.readline()
second = whole(sys.argv[3], sys.argv[4])
`;

const scene: Scene = {
  title: 'a deadlock between an flock and a record lock',
  shows: ['file-lock'],
  with: ['Python'],
  async make(stage) {
    const [one, two] = [`${stage.dir}/one`, `${stage.dir}/two`];
    const first = await stage.python(source, {
      name: 'first',
      args: ['flock', one, 'posix', two],
      stdin: 'pipe',
    });
    const second = await stage.python(source, {
      name: 'second',
      args: ['posix', two, 'flock', one],
      stdin: 'pipe',
    });
    first.write('go\n');
    await stage.asleep(first.pid, ['fcntl']);
    await new Promise((resolve) => setTimeout(resolve, 200));
    second.write('go\n');
    await stage.asleep(second.pid, ['flock']);
    return {
      ask: stage.dir,
      rootCauses: [
        { pid: first.pid, kind: 'file-lock', cycle: [first.pid, second.pid], victims: [second.pid] },
      ],
      statuses: { [first.pid]: 'stuck', [second.pid]: 'stuck' },
      edges: [
        { from: first.pid, to: second.pid, kind: 'file-lock', certain: true },
        { from: second.pid, to: first.pid, kind: 'file-lock', certain: true },
      ],
    };
  },
};

export default scene;
