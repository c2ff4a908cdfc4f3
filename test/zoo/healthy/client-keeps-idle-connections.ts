/** A pool of connections to a server that has answered all of them; the owner of the pool waits at a condition variable. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
import os, select, socket, threading
listener = socket.socket()
listener.bind(('127.0.0.1', 0))
listener.listen(5)
if os.fork() == 0:
    peers = [listener]
    while True:
        for ready in select.select(peers, [], [])[0]:
            if ready is listener:
                peers.append(listener.accept()[0])
            else:
                ready.send(ready.recv(100))
pool = [socket.create_connection(listener.getsockname()) for _ in range(3)]
listener.close()
for connection in pool:
    connection.send(b'question')
    connection.recv(100)
work = threading.Condition()
def run():
    with work:
        work.wait()
worker = threading.Thread(target=run)
worker.start()
front = socket.socket()
front.bind(('127.0.0.1', 0))
front.listen(5)
print('ready')
front.accept()
`;

const scene: Scene = {
  title: 'a client keeps three idle connections and has no work for them',
  shows: ['futex', 'poll'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid } = await stage.python(source);
    await stage.asleep(pid, ['accept', 'accept4']);
    return restingTree(stage, pid);
  },
};

export default scene;
