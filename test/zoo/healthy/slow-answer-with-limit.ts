/** A client waits for an answer with a limit of some seconds, which is an end in sight. */
import { serverThat } from '../dialogue.ts';
import type { Scene } from '../scene.ts';

const client = `
import socket, sys
connection = socket.create_connection(('127.0.0.1', int(sys.argv[1])), timeout=45)
connection.send(b'question')
print('ready')
connection.recv(100)
`;

const scene: Scene = {
  title: 'a client waits for an answer for at most 45 seconds',
  shows: ['tcp-receive', 'sleep'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const server = await serverThat(stage, 'time.sleep(3600)');
    const { pid } = await stage.python(client, { name: 'client', args: [server.at] });
    await stage.asleep(pid, ['poll']);
    return { ask: [pid], options: ['--stuck-after', '5s'], statuses: { [pid]: 'waiting' } };
  },
};

export default scene;
