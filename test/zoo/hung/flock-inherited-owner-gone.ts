/** Who took the lock has ended; the child that inherited the descriptor has it still. /proc/locks prints the dead one. */
import { wantsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
import fcntl, os, sys, time
file = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
fcntl.flock(file, fcntl.LOCK_EX)
child = os.fork()
if child == 0:
    os.setsid()
    time.sleep(3600)
    os._exit(0)
print('child', child)
print('ready')
`;

const scene: Scene = {
  title: 'the lock belongs to a child that inherited it, its taker is gone',
  shows: ['file-lock', 'sleep'],
  with: ['Python', 'Perl'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const taker = await stage.python(source, { args: [file] });
    const child = Number(await taker.line('child'));
    stage.own(child);
    await stage.until('the taker to be gone', () => stage.state(taker.pid) === null);
    await stage.asleep(child, ['clock_nanosleep', 'nanosleep']);
    const waiter = await wantsFlock(stage, file);
    return {
      ask: [waiter.pid],
      rootCauses: [{ pid: child, kind: 'sleep', victims: [waiter.pid] }],
      edges: [{ from: waiter.pid, to: child, kind: 'file-lock', certain: true }],
    };
  },
};

export default scene;
