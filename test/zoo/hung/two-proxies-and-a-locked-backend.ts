/** A client behind two proxies; the backend's thread for it wants a lock that another thread has, which asks a stopped store. */
import { clientOf, serverOf, serverThat, type Service } from '../dialogue.ts';
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const proxy = `
def serve(peer):
    upstream = socket.create_connection(('127.0.0.1', int(sys.argv[2])))
    while True:
        upstream.sendall(peer.recv(100))
        peer.sendall(upstream.recv(100))
listener = listen(20)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
`;

const backend = `
lock = threading.Lock()
def refresh():
    with lock:
        store = socket.create_connection(('127.0.0.1', int(sys.argv[2])))
        store.send(b'question')
        print('holds')
        store.recv(100)
def serve(peer):
    peer.recv(100)
    with lock:
        peer.send(b'answer')
threading.Thread(target=refresh, daemon=True).start()
time.sleep(0.3)
listener = listen(20)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
`;

const scene: Scene = {
  title: 'a client behind two proxies and a backend whose lock is held over a question to a stopped store',
  shows: ['tcp-receive', 'futex', 'stopped', 'tcp-accept'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const store = await serverThat(stage, 'peer.recv(100)', { name: 'store' });
    const behind = (name: string, source: string, { at }: Service): Promise<Service> =>
      serverOf(stage, source, { name, args: [at] });
    const last = await behind('backend', backend, store);
    await store.line('asked');
    await stop(stage, store.pid);
    const inner = await behind('inner', proxy, last);
    const outer = await behind('outer', proxy, inner);
    const client = await clientOf(stage, outer);
    const threads = await stage.until('the thread for the client', () =>
      stage.threads(last.pid).length === 3 ? stage.threads(last.pid) : null,
    );
    await Promise.any(threads.map((tid) => stage.asleep(last.pid, ['futex'], tid)));
    return {
      ask: [client.pid],
      rootCauses: [
        { pid: store.pid, kind: 'stopped', victims: [client.pid, outer.pid, inner.pid, last.pid] },
      ],
      edges: [
        { from: client.pid, to: outer.pid, kind: 'tcp-receive', certain: true },
        { from: outer.pid, to: inner.pid, kind: 'tcp-receive', certain: true },
        { from: inner.pid, to: last.pid, kind: 'tcp-receive', certain: true },
        { from: last.pid, to: store.pid, kind: 'tcp-receive', certain: true },
      ],
    };
  },
};

export default scene;
