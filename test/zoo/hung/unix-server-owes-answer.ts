/** Two clients: the server works for the first, which never ends, so that the second has no answer. */
import { clientOf, serverOf } from '../dialogue.ts';
import type { Scene } from '../scene.ts';

const source = `
listener = listen(5)
first = listener.accept()[0]
first.recv(100)
print('asked')
reading, writing = os.pipe()
os.read(reading, 1)
`;

const scene: Scene = {
  title: 'a server of a Unix socket reads a pipe whose only writing end is its own, while two clients wait',
  shows: ['unix-receive', 'pipe-read'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const server = await serverOf(stage, source, { path: `${stage.dir}/socket` });
    const first = await clientOf(stage, server, 'first');
    await server.line('asked');
    const second = await clientOf(stage, server, 'second');
    await stage.asleep(server.pid, ['read']);
    return {
      ask: [first.pid, second.pid],
      rootCauses: [{ pid: server.pid, kind: 'pipe-read', victims: [first.pid, second.pid] }],
      edges: [{ from: first.pid, to: server.pid, kind: 'unix-receive', certain: true }],
    };
  },
};

export default scene;
