/** A tunnel between a client and a server that are both quiet: one process in select on two connections. */
import { serverOf } from '../dialogue.ts';
import { allAre } from '../rest.ts';
import type { Scene } from '../scene.ts';

const relay = `
inside = socket.create_connection(('127.0.0.1', int(sys.argv[2])))
listener = listen(1)
outside = listener.accept()[0]
print('joined')
while True:
    for one in select.select([inside, outside], [], [])[0]:
        (outside if one is inside else inside).sendall(one.recv(100))
`;

const scene: Scene = {
  title: 'a tunnel waits on both of its connections',
  shows: ['poll', 'tcp-receive'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const server = await serverOf(
      stage,
      'connection = listen(5).accept()[0]\nselect.select([connection], [], [])',
      { name: 'server' },
    );
    const tunnel = await serverOf(stage, relay, { name: 'tunnel', args: [server.at] });
    const client = await stage.python(
      `import socket, sys, select\nconnection = socket.create_connection(('127.0.0.1', int(sys.argv[1])))\nlistener = socket.create_server(('127.0.0.1', 0))\nprint('ready')\nselect.select([connection, listener], [], [])\n`,
      { name: 'client', args: [tunnel.at] },
    );
    await tunnel.line('joined');
    await stage.asleep(tunnel.pid, ['select', 'pselect6']);
    return {
      ask: [tunnel.pid],
      statuses: { ...allAre([tunnel.pid, client.pid], 'idle'), [server.pid]: ['idle', 'waiting'] },
    };
  },
};

export default scene;
