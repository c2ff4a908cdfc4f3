/** Either of two servers could end the wait, and both are stopped. */
import { serverThat } from '../dialogue.ts';
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
import select, socket, sys
servers = [socket.create_connection(('127.0.0.1', int(at))) for at in sys.argv[1:]]
for server in servers:
    server.send(b'question')
print('ready')
select.select(servers, [], [])
`;

const scene: Scene = {
  title: 'a client waits for the first answer of two servers, which are both stopped',
  shows: ['poll', 'stopped'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const one = await serverThat(stage, 'peer.recv(100)', { name: 'one' });
    const two = await serverThat(stage, 'peer.recv(100)', { name: 'two' });
    const client = await stage.python(source, { name: 'client', args: [one.at, two.at] });
    await one.line('asked');
    await two.line('asked');
    await stage.asleep(client.pid, ['select', 'pselect6']);
    await stop(stage, one.pid);
    await stop(stage, two.pid);
    return {
      ask: [client.pid],
      rootCauses: [
        { pid: one.pid, kind: 'stopped' },
        { pid: two.pid, kind: 'stopped' },
      ],
      statuses: { [client.pid]: 'stuck' },
      edges: [
        { from: client.pid, to: one.pid, kind: 'poll', certain: false },
        { from: client.pid, to: two.pid, kind: 'poll', certain: false },
      ],
    };
  },
};

export default scene;
