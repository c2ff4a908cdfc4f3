/** A forking server: its child waits for the next question of a client that thinks. */
import type { Scene } from '../scene.ts';

const server = `
import socketserver
class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            self.wfile.write(line)
with socketserver.ForkingTCPServer(('127.0.0.1', 0), Handler) as server:
    print('at %d' % server.server_address[1])
    server.serve_forever()
`;

const client = `
import socket, sys, time
connection = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
connection.send(b'one\\n')
connection.recv(100)
print('ready')
time.sleep(3600)
`;

const scene: Scene = {
  title: 'a forking server waits for the next line of a client that sleeps',
  shows: ['tcp-receive', 'poll', 'sleep'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid, line } = await stage.python(server, { name: 'server', ready: null });
    const user = await stage.python(client, { name: 'client', args: [await line('at')] });
    const child = await stage.until('a child', () => stage.children(pid)[0]);
    await stage.asleep(child, ['recvfrom', 'read']);
    return {
      ask: [pid, user.pid],
      statuses: { [child]: 'idle', [user.pid]: 'idle', [pid]: ['idle', 'running'] },
    };
  },
};

export default scene;
