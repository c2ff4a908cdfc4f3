/**
 * Python's manual again: a process that has put a large item on a queue does not end before it is taken, since its
 * feeder thread is still writing; the parent joins it before it takes.
 */
import type { Scene } from '../scene.ts';

const source = `
import multiprocessing, time

def work(queue):
    time.sleep(0.3)
    queue.put('x' * 1000000)

multiprocessing.set_start_method('fork')
queue = multiprocessing.Queue()
child = multiprocessing.Process(target=work, args=(queue,))
child.start()
print('child', child.pid)
print('ready')
child.join()
queue.get()
`;

const scene: Scene = {
  title: 'join() before get(): the child cannot end while its feeder thread writes into a full pipe',
  shows: ['child-exit', 'pipe-write', 'futex'],
  with: ['Python', 'multiprocessing'],
  async make(stage) {
    const parent = await stage.python(source);
    const child = Number(await parent.line('child'));
    await stage.asleep(parent.pid, ['wait4']);
    const feeder = await stage.until('the feeder thread', () =>
      stage.threads(child).find((tid) => tid !== child),
    );
    await stage.asleep(child, ['write'], feeder);
    await stage.asleep(child, ['futex']);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: parent.pid, kind: 'child-exit', cycle: [parent.pid, child] }],
      edges: [
        { from: parent.pid, to: child, kind: 'child-exit', certain: true },
        { from: child, to: parent.pid, kind: 'pipe-write', certain: true },
      ],
    };
  },
};

export default scene;
