/** The connection stands in the listener's queue: established for the client, unknown to the stopped server. */
import { clientOf, serverOf } from '../dialogue.ts';
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'a client has been connected by the kernel alone, the server is stopped',
  shows: ['tcp-receive', 'stopped'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const server = await serverOf(stage, 'listener = listen(5)\nlistener.accept()');
    await stage.asleep(server.pid, ['accept4']);
    await stop(stage, server.pid);
    const client = await clientOf(stage, server);
    return {
      ask: [client.pid],
      rootCauses: [{ pid: server.pid, kind: 'stopped', victims: [client.pid] }],
      edges: [{ from: client.pid, to: server.pid, kind: 'tcp-receive' }],
    };
  },
};

export default scene;
