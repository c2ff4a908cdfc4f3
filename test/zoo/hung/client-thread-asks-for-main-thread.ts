/** Asked for the middle: a server that wants a lock, and a client whose main thread waits for the queue of its thread. */
import { serverThat } from '../dialogue.ts';
import { holdsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const client = `
import queue, socket, sys, threading
results = queue.Queue()
def ask():
    store = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
    store.send(b'question')
    results.put(store.recv(100))
threading.Thread(target=ask, daemon=True).start()
print('ready')
results.get()
`;

const scene: Scene = {
  title: 'a server between a lock and a client whose thread asks it for the main thread',
  shows: ['tcp-receive', 'futex', 'file-lock', 'sleep'],
  with: ['Python 3', 'Perl'],
  needs: ['python3', 'perl'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const holder = await holdsFlock(stage, file);
    const server = await serverThat(stage, 'fcntl.flock(open(sys.argv[2], "a"), fcntl.LOCK_EX)', {
      args: [file],
    });
    const { pid } = await stage.python(client, { name: 'client', args: [server.at] });
    await stage.asleep(server.pid, ['flock']);
    await stage.asleep(pid, ['futex']);
    return {
      ask: [server.pid],
      rootCauses: [{ pid: holder.pid, kind: 'sleep', victims: [pid, server.pid] }],
      statuses: { [pid]: 'stuck' },
    };
  },
};
export default scene;
