/** Both ends of a socketpair send more than it takes, and neither receives. */
import type { Scene } from '../scene.ts';

const source = `
import os, socket, time
ours, theirs = socket.socketpair()
child = os.fork()
if child == 0:
    ours.close()
    time.sleep(0.3)
    theirs.sendall(b'x' * 10000000)
    os._exit(0)
theirs.close()
print('child', child)
print('ready')
ours.sendall(b'x' * 10000000)
`;

const scene: Scene = {
  title: 'both ends of a socketpair send and neither receives',
  shows: ['unix-send'],
  with: ['Python'],
  async make(stage) {
    const parent = await stage.python(source);
    const child = Number(await parent.line('child'));
    await stage.asleep(parent.pid, ['sendto']);
    await stage.asleep(child, ['sendto']);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: [parent.pid, child], kind: 'unix-send', cycle: [parent.pid, child] }],
      edges: [
        { from: parent.pid, to: child, kind: 'unix-send', certain: true },
        { from: child, to: parent.pid, kind: 'unix-send', certain: true },
      ],
    };
  },
};

export default scene;
