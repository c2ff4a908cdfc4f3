/** A chain over two kinds: client, server, and the one that holds the lock which the server wants. */
import { clientOf, serverThat } from '../dialogue.ts';
import { holdsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'a client waits for a server that waits for a lock whose holder sleeps',
  shows: ['tcp-receive', 'file-lock', 'sleep'],
  with: ['Python 3', 'Perl'],
  needs: ['python3', 'perl'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const holder = await holdsFlock(stage, file);
    const server = await serverThat(stage, 'fcntl.flock(open(sys.argv[2], "a"), fcntl.LOCK_EX)', {
      args: [file],
    });
    const client = await clientOf(stage, server);
    await stage.asleep(server.pid, ['flock']);
    return {
      ask: [client.pid],
      rootCauses: [{ pid: holder.pid, kind: 'sleep', victims: [client.pid, server.pid] }],
      edges: [
        { from: client.pid, to: server.pid, kind: 'tcp-receive', certain: true },
        { from: server.pid, to: holder.pid, kind: 'file-lock', certain: true },
      ],
    };
  },
};

export default scene;
