/** Since 3.12 the event loop learns of the end of a child by a pidfd in its set. The child opens a fifo. */
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'await of a child that opens a fifo, in an event loop',
  shows: ['poll', 'child-exit', 'fifo-open'],
  with: ['Python 3.12'],
  needs: ['python3.12'],
  async make(stage) {
    const fifo = `${stage.dir}/fifo`;
    await stage.run(['mkfifo', fifo]);
    const source = `
import asyncio, sys
async def main():
    child = await asyncio.create_subprocess_exec('cat', sys.argv[1])
    print('ready %d' % child.pid)
    await child.wait()
asyncio.run(main())
`;
    const { pid, line } = await stage.python(source, { args: [fifo], version: '3.12' });
    const cat = Number(await line('ready'));
    await stage.asleep(cat, ['open', 'openat']);
    return {
      ask: [pid],
      rootCauses: [{ pid: cat, kind: 'fifo-open', victims: [pid] }],
      statuses: { [pid]: 'stuck' },
    };
  },
};

export default scene;
