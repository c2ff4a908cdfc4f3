/** A prompt on a pipe that somebody holds open: the next command has not come yet. */
import type { Scene } from '../scene.ts';

const source = `
const lines = require('node:readline').createInterface({ input: process.stdin });
lines.on('line', (line) => console.log(line));
console.log('ready');
`;

const scene: Scene = {
  title: 'a Node program waits for the next line of its stdin',
  shows: ['pipe-read', 'poll'],
  with: ['Node'],
  async make(stage) {
    const { pid } = await stage.node(source, { stdin: 'pipe' });
    await stage.asleep(pid, ['epoll_wait', 'epoll_pwait']);
    // whoever may write the next line is at work
    return { ask: [pid], statuses: { [pid]: ['idle', 'running', 'waiting'] } };
  },
};

export default scene;
