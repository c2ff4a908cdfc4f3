/** A prefork parent waits for any of its four workers; every one of them waits for the same stopped process. */
import { holdsFlock, stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
import fcntl, os, sys
for _ in range(4):
    worker = os.fork()
    if worker == 0:
        fcntl.flock(os.open(sys.argv[1], os.O_RDWR), fcntl.LOCK_EX)
        os._exit(0)
print('ready')
while True:
    os.wait()
`;

const scene: Scene = {
  title: 'all workers of a prefork parent want a lock whose holder is stopped',
  shows: ['child-exit', 'file-lock', 'stopped'],
  with: ['Python', 'Perl'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const holder = await holdsFlock(stage, file);
    await stop(stage, holder.pid);
    const parent = await stage.python(source, { args: [file] });
    const workers = stage.children(parent.pid);
    for (const worker of workers) await stage.asleep(worker, ['flock']);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: holder.pid, kind: 'stopped', victims: [parent.pid, ...workers] }],
      edges: workers.map((to) => ({ from: parent.pid, to, kind: 'child-exit', certain: false })),
    };
  },
};

export default scene;
