/** The server has exited, but a child that it left behind holds the connection open, so that the client sees no end of file. */
import { clientOf, serverOf } from '../dialogue.ts';
import type { Scene } from '../scene.ts';

const source = `
listener = listen(5)
peer = listener.accept()[0]
peer.recv(100)
os.set_inheritable(peer.fileno(), True)
child = os.fork()
if child == 0:
    os.execvp('sleep', ['sleep', '3600'])
print('sleeper %d' % child)
`;

const scene: Scene = {
  title: 'a client waits on a connection that only a sleeping orphan of the server still has open',
  shows: ['tcp-receive', 'sleep'],
  with: ['Python 3', 'coreutils'],
  needs: ['python3'],
  async make(stage) {
    const server = await serverOf(stage, source);
    const client = await clientOf(stage, server);
    const sleeper = Number(await server.line('sleeper'));
    stage.own(sleeper);
    await stage.asleep(sleeper, ['clock_nanosleep']);
    return {
      ask: [client.pid],
      rootCauses: [{ pid: sleeper, kind: 'sleep', victims: [client.pid] }],
      edges: [{ from: client.pid, to: sleeper, kind: 'tcp-receive', certain: true }],
    };
  },
};

export default scene;
