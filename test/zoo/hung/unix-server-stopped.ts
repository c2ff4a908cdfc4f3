/** A stopped server of a Unix socket; its peer is known to sock_diag(7) alone. */
import { clientOf, serverThat } from '../dialogue.ts';
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'a client of a Unix socket waits for the answer of a server that is stopped',
  shows: ['unix-receive', 'stopped'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const server = await serverThat(stage, 'peer.recv(100)', { path: `${stage.dir}/socket` });
    const client = await clientOf(stage, server);
    await server.line('asked');
    await stop(stage, server.pid);
    return {
      ask: [client.pid],
      rootCauses: [{ pid: server.pid, kind: 'stopped', victims: [client.pid] }],
      edges: [{ from: client.pid, to: server.pid, kind: 'unix-receive', certain: true }],
    };
  },
};

export default scene;
