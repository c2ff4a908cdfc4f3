/** One byte every two seconds: more than the sample apart, but the next is always in sight. */
import type { Scene } from '../scene.ts';

const source = `
import os, time
reads, writes = os.pipe()
if os.fork() == 0:
    os.close(reads)
    while True:
        os.write(writes, b'.')
        time.sleep(2)
os.close(writes)
os.read(reads, 1)
print('ready')
while os.read(reads, 1):
    pass
`;

const scene: Scene = {
  title: 'a reader gets a byte every two seconds',
  shows: ['pipe-read', 'sleep'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid } = await stage.python(source);
    const writer = await stage.until('the writer', () => stage.children(pid)[0]);
    return { ask: [pid], statuses: { [pid]: ['waiting', 'idle', 'running'], [writer]: ['idle', 'running'] } };
  },
};

export default scene;
