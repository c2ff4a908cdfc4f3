/** A primary with two workers, which share its listener over channels to it. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
const cluster = require('node:cluster');
const http = require('node:http');
if (cluster.isPrimary) {
  let count = 0;
  cluster.on('listening', () => { if (++count === 2) console.log('ready'); });
  cluster.fork();
  cluster.fork();
} else {
  http.createServer((request, response) => response.end()).listen(0, '127.0.0.1');
}
`;

const scene: Scene = {
  title: 'a Node cluster waits for its clients',
  shows: ['poll'],
  with: ['Node'],
  async make(stage) {
    const { pid } = await stage.node(source);
    await stage.asleep(pid, ['epoll_wait', 'epoll_pwait']);
    return restingTree(stage, pid);
  },
};

export default scene;
