/** Node reads no more of a child's output than its buffer takes when nobody listens to it; the child writes on. */
import type { Scene } from '../scene.ts';

const source = `
const { spawn } = require('node:child_process');
const child = spawn('yes', { stdio: ['ignore', 'pipe', 'ignore'] });
child.on('exit', () => console.log('done'));
console.log('child', child.pid);
console.log('ready');
`;

const scene: Scene = {
  title: 'Node waits for the end of a child whose output it does not read',
  shows: ['unix-send', 'poll'],
  with: ['Node', 'coreutils'],
  async make(stage) {
    const parent = await stage.node(source);
    const child = Number(await parent.line('child'));
    await stage.asleep(child, ['write']);
    await stage.asleep(parent.pid, ['epoll_wait', 'epoll_pwait']);
    return {
      ask: [child],
      rootCauses: [{ pid: parent.pid, kind: 'poll', victims: [child] }],
      edges: [{ from: child, to: parent.pid, kind: 'unix-send', certain: true }],
    };
  },
};

export default scene;
