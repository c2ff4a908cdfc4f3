/** The holder was killed without SEM_UNDO, and a shell waits for the one that wants the semaphore now. */
import { heldSemaphore } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'the holder of a System V semaphore was killed; a shell waits for the next in turn',
  shows: ['semaphore', 'child-exit'],
  with: ['C', 'bash'],
  needs: ['gcc'],
  async make(stage) {
    const { take, id } = await heldSemaphore(stage);
    const holder = await take('holder', '0', 'sleep');
    process.kill(holder.pid, 'SIGKILL');
    await stage.until('the holder to be gone', () => stage.state(holder.pid) === null);
    const shell = await stage.bash(`echo ready\n"$1/holder" ${id} 0 sleep\necho done\n`, {
      args: [stage.dir],
    });
    const waiter = await stage.until('the waiter', () => stage.children(shell.pid)[0]);
    await stage.asleep(waiter, ['semop', 'semtimedop']);
    return {
      ask: [shell.pid],
      rootCauses: [{ pid: waiter, kind: 'semaphore', victims: [shell.pid] }],
      edges: [{ from: shell.pid, to: waiter, kind: 'child-exit', certain: true }],
    };
  },
};

export default scene;
