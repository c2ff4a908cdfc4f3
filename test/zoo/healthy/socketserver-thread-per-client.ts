/** A thread for every connection, each in recv for the next request of a client that is at rest; a listener in a poll of half a second. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
import socket, socketserver, threading, time
class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            self.wfile.write(line)
server = socketserver.ThreadingTCPServer(('127.0.0.1', 0), Echo)
clients = []
def connect():
    for number in range(2):
        client = socket.create_connection(server.server_address)
        client.send(b'hello\\n')
        client.recv(100)
        clients.append(client)
    print('ready')
threading.Thread(target=connect).start()
server.serve_forever()
`;

const scene: Scene = {
  title: 'a threading server keeps two quiet connections',
  shows: ['tcp-receive', 'poll'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid } = await stage.python(source);
    await stage.asleep(pid, ['poll']);
    return restingTree(stage, pid);
  },
};

export default scene;
