/** An endless loop in Python, while another program wants the lock that it holds. */
import { wantsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
import fcntl, sys
file = open(sys.argv[1], 'a')
fcntl.flock(file, fcntl.LOCK_EX)
print('ready')
while True:
    pass
`;

const scene: Scene = {
  title: 'the holder of a lock spins',
  shows: ['file-lock', 'cpu'],
  with: ['Python', 'Perl'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const holder = await stage.python(source, { args: [file] });
    const waiter = await wantsFlock(stage, file);
    return {
      ask: [waiter.pid],
      rootCauses: [{ pid: holder.pid, kind: 'cpu', victims: [waiter.pid] }],
      statuses: { [holder.pid]: 'stuck', [waiter.pid]: 'stuck' },
      edges: [{ from: waiter.pid, to: holder.pid, kind: 'file-lock', certain: true }],
    };
  },
};

export default scene;
