/** poll(2) on a single descriptor is a plain wait in disguise. */
import { serverThat } from '../dialogue.ts';
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
import select, socket, sys
server = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
server.send(b'question')
print('ready')
poll = select.poll()
poll.register(server, select.POLLIN)
poll.poll()
`;

const scene: Scene = {
  title: 'a client polls its one connection, to a server that is stopped',
  shows: ['tcp-receive', 'poll', 'stopped'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const server = await serverThat(stage, 'peer.recv(100)');
    const client = await stage.python(source, { name: 'client', args: [server.at] });
    await server.line('asked');
    await stage.asleep(client.pid, ['poll']);
    await stop(stage, server.pid);
    return {
      ask: [client.pid],
      rootCauses: [{ pid: server.pid, kind: 'stopped', victims: [client.pid] }],
      edges: [{ from: client.pid, to: server.pid, kind: 'tcp-receive', certain: true }],
    };
  },
};

export default scene;
