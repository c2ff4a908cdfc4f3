/** Ctrl-Z on a job of three: one stopped job, not three causes. Its starter waits without asking about stops. */
import type { Scene } from '../scene.ts';

const source = `
import os, subprocess, time
leader = os.fork()
if leader == 0:
    os.setpgid(0, 0)
    children = [subprocess.Popen(['sleep', '3600']) for _ in range(2)]
    print('children', *[child.pid for child in children])
    children[0].wait()
    os._exit(0)
print('leader', leader)
os.waitpid(leader, 0)
`;

const scene: Scene = {
  title: 'a whole job was stopped by SIGTSTP',
  shows: ['stopped', 'child-exit'],
  with: ['Python', 'coreutils'],
  async make(stage) {
    const parent = await stage.python(source, { ready: 'children' });
    const leader = Number(await parent.line('leader'));
    const members = [leader, ...(await parent.line('children')).split(' ').map(Number)];
    await stage.asleep(leader, ['wait4']);
    process.kill(-leader, 'SIGTSTP');
    for (const pid of members) await stage.inState(pid, 'T');
    await stage.asleep(parent.pid, ['wait4']);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: leader, kind: 'stopped' }],
      statuses: Object.fromEntries([parent.pid, ...members].map((pid) => [pid, 'stuck'])),
      edges: [{ from: parent.pid, to: leader, kind: 'child-exit', certain: true }],
    };
  },
};

export default scene;
