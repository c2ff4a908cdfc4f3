/** Parent and child over a socketpair: the parent waits for an answer, the child is stopped. */
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
import os, socket, time
ours, theirs = socket.socketpair()
child = os.fork()
if child == 0:
    ours.close()
    time.sleep(3600)
    os._exit(0)
theirs.close()
print('child', child)
print('ready')
ours.send(b'question')
ours.recv(100)
`;

const scene: Scene = {
  title: 'the other end of a socketpair belongs to a stopped child',
  shows: ['unix-receive', 'stopped'],
  with: ['Python'],
  async make(stage) {
    const parent = await stage.python(source);
    const child = Number(await parent.line('child'));
    await stop(stage, child);
    await stage.asleep(parent.pid, ['recvfrom']);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: child, kind: 'stopped', victims: [parent.pid] }],
      edges: [{ from: parent.pid, to: child, kind: 'unix-receive', certain: true }],
    };
  },
};

export default scene;
