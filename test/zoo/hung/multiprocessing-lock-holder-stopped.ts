/** A multiprocessing.Lock is a POSIX semaphore without a name, in memory that all processes of the family share. */
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
import multiprocessing, os, time
context = multiprocessing.get_context('fork')
lock = context.Lock()

def keeps():
    with lock:
        print('holder', os.getpid())
        time.sleep(3600)

def wants():
    time.sleep(0.3)
    with lock:
        pass

holder, waiter = context.Process(target=keeps), context.Process(target=wants)
holder.start()
waiter.start()
print('waiter', waiter.pid)
print('ready')
waiter.join()
`;

const scene: Scene = {
  title: 'the process that has a lock of multiprocessing is stopped',
  shows: ['semaphore', 'child-exit', 'stopped'],
  with: ['Python', 'multiprocessing'],
  async make(stage) {
    const parent = await stage.python(source);
    const holder = Number(await parent.line('holder'));
    const waiter = Number(await parent.line('waiter'));
    await stop(stage, holder);
    await stage.asleep(waiter, ['futex']);
    await stage.asleep(parent.pid, ['wait4']);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: holder, kind: 'stopped', victims: [parent.pid, waiter] }],
      edges: [
        { from: parent.pid, to: waiter, kind: 'child-exit', certain: true },
        { from: waiter, to: holder, kind: 'semaphore' },
      ],
    };
  },
};

export default scene;
