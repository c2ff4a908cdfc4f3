/** timeout(1) waits in sigsuspend for the end of its command or for its alarm, which is an hour away; the command opens a fifo. */
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'timeout 3600 of a command that opens a fifo which nobody writes',
  shows: ['signal', 'fifo-open', 'child-exit'],
  with: ['coreutils', 'sh'],
  needs: ['timeout'],
  async make(stage) {
    const fifo = `${stage.dir}/fifo`;
    await stage.run(['mkfifo', fifo]);
    const shell = await stage.start(['sh', '-c', `echo ready; timeout 3600 cat ${fifo}; true`]);
    const limit = await stage.until('timeout', () => stage.children(shell.pid)[0]);
    const cat = await stage.until('cat', () => stage.children(limit)[0]);
    await stage.asleep(cat, ['open', 'openat']);
    return {
      ask: [shell.pid],
      rootCauses: [{ pid: cat, kind: 'fifo-open', victims: [shell.pid, limit] }],
      statuses: { [shell.pid]: 'stuck', [limit]: 'stuck' },
      edges: [{ from: limit, to: cat, kind: 'signal' }],
    };
  },
};

export default scene;
