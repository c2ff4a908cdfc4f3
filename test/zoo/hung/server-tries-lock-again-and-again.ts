/** A server that tries a lock, sleeps a little and tries again: the kernel shows a sleep that is armed anew. */
import { clientOf, serverThat } from '../dialogue.ts';
import { holdsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const tries = `
lock = open(sys.argv[2], 'a')
while True:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        break
    except OSError:
        time.sleep(0.1)
peer.send(b'answer')
`;

const scene: Scene = {
  title: 'a client of a server that tries a lock ten times a second, for ever',
  shows: ['tcp-receive', 'sleep'],
  with: ['Python 3', 'Perl'],
  needs: ['python3', 'perl'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    await holdsFlock(stage, file);
    const server = await serverThat(stage, tries, { args: [file] });
    const client = await clientOf(stage, server);
    return {
      ask: [client.pid],
      rootCauses: [{ pid: server.pid, kind: 'sleep', victims: [client.pid] }],
      edges: [{ from: client.pid, to: server.pid, kind: 'tcp-receive', certain: true }],
    };
  },
};

export default scene;
