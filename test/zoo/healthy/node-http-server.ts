/** libuv with a listener, and its pool of threads not even started. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
require('node:http').createServer((request, response) => response.end()).listen(0, '127.0.0.1', () => console.log('ready'));
`;

const scene: Scene = {
  title: 'a Node HTTP server waits for its clients',
  shows: ['poll'],
  with: ['Node'],
  async make(stage) {
    const { pid } = await stage.node(source);
    await stage.asleep(pid, ['epoll_wait', 'epoll_pwait']);
    return restingTree(stage, pid);
  },
};

export default scene;
