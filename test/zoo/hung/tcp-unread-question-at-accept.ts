/** The server has forgotten the connection it took, and is in accept again: that looks like rest and is none. */
import { clientOf, serverOf } from '../dialogue.ts';
import type { Scene } from '../scene.ts';

const source = `
listener = listen(5)
kept = []
while True:
    kept.append(listener.accept()[0])
`;

const scene: Scene = {
  title: 'a client waits for a server that is in accept again and never reads what it has taken',
  shows: ['tcp-receive', 'tcp-accept'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const server = await serverOf(stage, source);
    const client = await clientOf(stage, server);
    await stage.asleep(server.pid, ['accept4']);
    return {
      ask: [client.pid],
      rootCauses: [{ pid: server.pid, kind: 'tcp-accept', victims: [client.pid] }],
      edges: [{ from: client.pid, to: server.pid, kind: 'tcp-receive', certain: true }],
    };
  },
};

export default scene;
