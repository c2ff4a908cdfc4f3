/** A background job reads the terminal: the kernel stops it with SIGTTIN, and whoever started it waits for its end. */
import type { Scene } from '../scene.ts';

const source = `
import os, pty, sys, time
leader, master = pty.fork()
if leader == 0:
    job = os.fork()
    if job == 0:
        os.setpgid(0, 0)
        os.read(0, 100)
        os._exit(0)
    os.write(1, b'job %d\\n' % job)
    os.waitpid(job, 0)
    os._exit(0)
print('leader %d' % leader)
print(os.read(master, 100).decode().strip())
os.read(master, 100)
`;

const scene: Scene = {
  title: 'a job in the background has been stopped because it read the terminal',
  shows: ['stopped', 'child-exit'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const driver = await stage.python(source, { ready: 'job' });
    const leader = Number(await driver.line('leader'));
    const job = Number(await driver.line('job'));
    await stage.inState(job, 'T');
    return {
      ask: [leader],
      rootCauses: [{ pid: job, kind: 'stopped', victims: [leader] }],
      edges: [{ from: leader, to: job, kind: 'child-exit', certain: true }],
    };
  },
};

export default scene;
