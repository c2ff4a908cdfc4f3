/** The server has the connection, not the question: it stands unread in its buffer while it waits for a signal. */
import { clientOf, serverOf } from '../dialogue.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'a client waits for a server that has never read its question',
  shows: ['tcp-receive', 'signal'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const server = await serverOf(stage, 'listener = listen(5)\npeer = listener.accept()[0]\nsignal.pause()');
    const client = await clientOf(stage, server);
    await stage.asleep(server.pid, ['pause']);
    return {
      ask: [client.pid],
      rootCauses: [{ pid: server.pid, kind: 'signal', victims: [client.pid] }],
      edges: [{ from: client.pid, to: server.pid, kind: 'tcp-receive', certain: true }],
    };
  },
};

export default scene;
