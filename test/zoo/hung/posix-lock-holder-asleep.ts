/** A record lock of fcntl(2): another process has another range of the same file, and is nobody's concern. */
import type { Scene } from '../scene.ts';

const source = `
import fcntl, os, sys, time
start, length, then = int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
file = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
if then == 'wait':
    print('ready')
fcntl.lockf(file, fcntl.LOCK_EX, length, start)
print('ready')
time.sleep(3600)
`;

const scene: Scene = {
  title: 'the holder of one range of a file sleeps; who has the other range is innocent',
  shows: ['file-lock', 'sleep'],
  with: ['Python'],
  async make(stage) {
    const file = `${stage.dir}/records`;
    const innocent = await stage.python(source, { name: 'innocent', args: [file, '0', '100', 'keep'] });
    const holder = await stage.python(source, { name: 'holder', args: [file, '100', '100', 'keep'] });
    const waiter = await stage.python(source, { name: 'waiter', args: [file, '150', '10', 'wait'] });
    await stage.asleep(waiter.pid, ['fcntl']);
    return {
      ask: [waiter.pid, innocent.pid],
      rootCauses: [{ pid: holder.pid, kind: 'sleep', victims: [waiter.pid] }],
      statuses: { [innocent.pid]: 'idle', [waiter.pid]: 'stuck' },
      edges: [{ from: waiter.pid, to: holder.pid, kind: 'file-lock', certain: true }],
    };
  },
};

export default scene;
