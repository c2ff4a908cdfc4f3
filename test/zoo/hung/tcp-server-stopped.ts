/** Somebody has suspended the server in the middle of a request. */
import { clientOf, serverThat } from '../dialogue.ts';
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'a client waits for the answer of a local server that is stopped',
  shows: ['tcp-receive', 'stopped'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const server = await serverThat(stage, 'peer.recv(100)');
    const client = await clientOf(stage, server);
    await server.line('asked');
    await stop(stage, server.pid);
    return {
      ask: [client.pid],
      rootCauses: [{ pid: server.pid, kind: 'stopped', victims: [client.pid] }],
      statuses: { [client.pid]: 'stuck', [server.pid]: 'stuck' },
      edges: [{ from: client.pid, to: server.pid, kind: 'tcp-receive', certain: true }],
    };
  },
};

export default scene;
