/** A server's thread for its client turns in a loop; the main thread is at rest in accept. */
import { clientOf, serverOf } from '../dialogue.ts';
import type { Scene } from '../scene.ts';

const source = `
def serve(peer):
    peer.recv(100)
    while True:
        pass
listener = listen(5)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
`;

const scene: Scene = {
  title: 'a client of a server whose thread for it spins, while the other accepts',
  shows: ['tcp-receive', 'cpu', 'tcp-accept'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const server = await serverOf(stage, source);
    const client = await clientOf(stage, server);
    return {
      ask: [client.pid],
      rootCauses: [{ pid: server.pid, kind: 'cpu', victims: [client.pid] }],
      edges: [{ from: client.pid, to: server.pid, kind: 'tcp-receive', certain: true }],
    };
  },
};

export default scene;
