/** A supervisor polls the output of its children once a second; one of them sleeps, the other reads from it. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
import select, subprocess
sleeper = subprocess.Popen(['sleep', '3600'], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
reader = subprocess.Popen(['cat'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
poll = select.poll()
for pipe in (sleeper.stdout, sleeper.stderr, reader.stdout, reader.stderr):
    poll.register(pipe, select.POLLIN)
print('ready')
while True:
    poll.poll(1000)
`;

const scene: Scene = {
  title: 'a supervisor waits for output of a child that sleeps and of one that waits for input',
  shows: ['poll', 'pipe-read', 'sleep'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid } = await stage.python(source);
    await stage.until('two children', () => stage.children(pid).length === 2);
    for (const child of stage.children(pid))
      await stage.asleep(child, ['read', 'clock_nanosleep', 'nanosleep']);
    return restingTree(stage, pid);
  },
};

export default scene;
