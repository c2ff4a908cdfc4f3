/** os.fork() while another thread of Python has a lock: the child's only thread waits for it for ever. */
import type { Scene } from '../scene.ts';

const source = `
import os, threading, time
lock = threading.Lock()
def keeps():
    with lock:
        print('ready')
        time.sleep(3600)
threading.Thread(target=keeps, daemon=True).start()
time.sleep(0.2)
child = os.fork()
if child == 0:
    lock.acquire()
    os._exit(0)
print('child', child)
os.waitpid(child, 0)
`;

const scene: Scene = {
  title: 'a forked child of Python wants a lock that no thread of it has',
  shows: ['child-exit', 'futex'],
  with: ['Python'],
  async make(stage) {
    const parent = await stage.python(source);
    const child = Number(await parent.line('child'));
    await stage.asleep(child, ['futex']);
    await stage.asleep(parent.pid, ['wait4']);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: child, kind: ['futex', 'mutex'] }],
      statuses: { [child]: 'stuck' },
      edges: [{ from: parent.pid, to: child, kind: 'child-exit', certain: true }],
    };
  },
};

export default scene;
