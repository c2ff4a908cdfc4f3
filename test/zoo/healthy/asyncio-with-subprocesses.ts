/** An event loop reads the output of one child that sleeps and keeps the stdin of another. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
import asyncio
PIPE = asyncio.subprocess.PIPE
async def main():
    reader = await asyncio.create_subprocess_exec('cat', stdin=PIPE, stdout=PIPE)
    sleeper = await asyncio.create_subprocess_exec('sleep', '3600', stdout=PIPE)
    print('ready')
    await sleeper.stdout.read()
asyncio.run(main())
`;

const scene: Scene = {
  title: 'asyncio waits for two children, of which one sleeps and one waits for input',
  shows: ['poll', 'pipe-read', 'sleep'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid } = await stage.python(source);
    await stage.asleep(pid, ['epoll_wait', 'epoll_pwait']);
    for (const child of stage.children(pid))
      await stage.asleep(child, ['read', 'clock_nanosleep', 'nanosleep']);
    return restingTree(stage, pid);
  },
};

export default scene;
