/** An epoll descriptor can stand in the set of another: the connection is in the inner one. */
import { serverThat } from '../dialogue.ts';
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
import select, socket, sys
server = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
server.send(b'question')
inner, outer = select.epoll(), select.epoll()
inner.register(server, select.EPOLLIN)
outer.register(inner, select.EPOLLIN)
print('ready')
outer.poll()
`;

const scene: Scene = {
  title:
    'a client waits in an epoll set that holds an epoll set that holds the connection to a stopped server',
  shows: ['poll', 'tcp-receive', 'stopped'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const server = await serverThat(stage, 'peer.recv(100)');
    const client = await stage.python(source, { name: 'client', args: [server.at] });
    await server.line('asked');
    await stage.asleep(client.pid, ['epoll_wait']);
    await stop(stage, server.pid);
    return {
      ask: [client.pid],
      rootCauses: [{ pid: server.pid, kind: 'stopped', victims: [client.pid] }],
      statuses: { [client.pid]: 'stuck' },
    };
  },
};

export default scene;
