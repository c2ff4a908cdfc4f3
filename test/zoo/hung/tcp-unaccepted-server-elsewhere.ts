/** The server never comes to accept: it wants a lock first. */
import { clientOf, serverOf } from '../dialogue.ts';
import { holdsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'five connections stand in the queue of a server that wants a lock before it accepts',
  shows: ['tcp-receive', 'file-lock', 'sleep'],
  with: ['Python 3', 'Perl'],
  needs: ['python3', 'perl'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const holder = await holdsFlock(stage, file);
    const server = await serverOf(
      stage,
      'listener = listen(50)\nfcntl.flock(open(sys.argv[2], "a"), fcntl.LOCK_EX)',
      {
        args: [file],
      },
    );
    await stage.asleep(server.pid, ['flock']);
    const clients: number[] = [];
    for (let number = 0; number < 5; number++)
      clients.push((await clientOf(stage, server, `client${number}`)).pid);
    return {
      ask: [server.pid, ...clients],
      rootCauses: [{ pid: holder.pid, kind: 'sleep', victims: [server.pid, ...clients] }],
      edges: clients.map((pid) => ({ from: pid, to: server.pid, kind: 'tcp-receive' })),
    };
  },
};

export default scene;
