/** Five runs of a cron job behind one lock: the first holds it, and its curl waits for a server that is stopped. */
import { serverThat } from '../dialogue.ts';
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const job = `exec 9>"$1"
flock 9
echo ready
curl --silent "http://127.0.0.1:$2/"
`;

const scene: Scene = {
  title: 'five runs of one job at a lock, the first of them in curl at a stopped server',
  shows: ['file-lock', 'child-exit', 'tcp-receive', 'stopped'],
  with: ['bash', 'flock', 'curl', 'Python 3'],
  needs: ['flock', 'curl', 'python3'],
  async make(stage) {
    const server = await serverThat(stage, 'peer.recv(100)');
    const args = [`${stage.dir}/lock`, server.at];
    const first = await stage.bash(job, { name: 'job', args });
    await server.line('asked');
    await stop(stage, server.pid);
    const curl = await stage.until('curl', () => stage.children(first.pid)[0]);
    const pids = [first.pid, curl];
    for (let run = 2; run <= 5; run++) {
      const { pid } = await stage.bash(job, { name: 'job', args, ready: null });
      const flock = await stage.until('flock', () => stage.children(pid)[0]);
      await stage.asleep(flock, ['flock']);
      pids.push(pid, flock);
    }
    return {
      ask: `${stage.dir}/job`,
      rootCauses: [{ pid: server.pid, kind: 'stopped', victims: pids }],
      edges: [{ from: first.pid, to: curl, kind: 'child-exit', certain: true }],
    };
  },
};

export default scene;
