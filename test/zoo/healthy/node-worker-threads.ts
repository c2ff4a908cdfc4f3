/** Two worker threads at their ports, and a pool whose threads all wait at one condition variable. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
const { Worker, isMainThread, parentPort } = require('node:worker_threads');
if (isMainThread) {
  const workers = [new Worker(__filename), new Worker(__filename)];
  let count = 0;
  for (const worker of workers) {
    worker.on('message', () => { if (++count === 2) require('node:fs').readFile(__filename, () => console.log('ready')); });
    worker.postMessage('hello');
  }
} else {
  parentPort.on('message', (text) => parentPort.postMessage(text));
}
`;

const scene: Scene = {
  title: 'worker threads of Node wait for messages',
  shows: ['poll', 'futex'],
  with: ['Node'],
  async make(stage) {
    const { pid } = await stage.node(source);
    await stage.asleep(pid, ['epoll_wait', 'epoll_pwait']);
    return restingTree(stage, pid);
  },
};

export default scene;
