/** `wait` of dash(1) sleeps in sigsuspend until SIGCHLD comes; one child of three is left, and opens a fifo. */
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'a script of sh waits for its children, of which one opens a fifo',
  shows: ['signal', 'fifo-open', 'child-exit'],
  with: ['sh'],
  needs: ['sh'],
  async make(stage) {
    const fifo = `${stage.dir}/fifo`;
    await stage.run(['mkfifo', fifo]);
    const shell = await stage.start(['sh', '-c', `true & true & cat ${fifo} & echo ready; wait; echo done`]);
    const cat = await stage.until('cat', () =>
      stage.children(shell.pid).find((pid) => stage.argv(pid)[0] === 'cat'),
    );
    await stage.asleep(cat, ['open', 'openat']);
    await stage.asleep(shell.pid, ['rt_sigsuspend', 'wait4']);
    return {
      ask: [shell.pid],
      rootCauses: [{ pid: cat, kind: 'fifo-open', victims: [shell.pid] }],
      statuses: { [shell.pid]: 'stuck' },
      edges: [{ from: shell.pid, to: cat, kind: 'signal' }],
    };
  },
};

export default scene;
