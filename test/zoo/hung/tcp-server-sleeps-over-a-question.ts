/** The server has taken a question and sleeps; it owes the answer. */
import { clientOf, serverThat } from '../dialogue.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'a client waits for the answer of a local server that sleeps for an hour',
  shows: ['tcp-receive', 'sleep'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const server = await serverThat(stage, 'time.sleep(3600)');
    const client = await clientOf(stage, server);
    await server.line('asked');
    await stage.asleep(server.pid, ['clock_nanosleep', 'select', 'pselect6']);
    return {
      ask: [client.pid],
      rootCauses: [{ pid: server.pid, kind: 'sleep', victims: [client.pid] }],
      edges: [{ from: client.pid, to: server.pid, kind: 'tcp-receive', certain: true }],
    };
  },
};

export default scene;
