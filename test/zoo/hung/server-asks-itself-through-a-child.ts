/** A server of one thread runs a command over a question, and that command puts a question to the very same server. */
import { clientOf, serverOf } from '../dialogue.ts';
import type { Scene } from '../scene.ts';

const source = `
import subprocess
ask = '''
import socket, sys
server = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
server.send(b'question')
server.recv(100)
'''
listener = listen(5)
while True:
    peer = listener.accept()[0]
    peer.recv(100)
    child = subprocess.Popen([sys.executable, '-c', ask, str(listener.getsockname()[1])])
    print('child %d' % child.pid)
    child.wait()
    peer.close()
`;

const scene: Scene = {
  title: 'a server waits for a child that waits for an answer of that server',
  shows: ['tcp-receive', 'child-exit'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const server = await serverOf(stage, source);
    const client = await clientOf(stage, server);
    const child = Number(await server.line('child'));
    await stage.asleep(child, ['recvfrom']);
    return {
      ask: [client.pid],
      rootCauses: [
        { pid: [server.pid, child], kind: ['child-exit', 'tcp-receive'], cycle: [server.pid, child] },
      ],
      statuses: { [client.pid]: 'stuck', [server.pid]: 'stuck', [child]: 'stuck' },
      edges: [
        { from: server.pid, to: child, kind: 'child-exit', certain: true },
        { from: child, to: server.pid, kind: 'tcp-receive', certain: true },
      ],
    };
  },
};

export default scene;
