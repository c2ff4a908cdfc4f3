/** Twenty clients of a server that has read every question and now waits for a file lock. */
import { serverOf } from '../dialogue.ts';
import { holdsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const serverSource = `
listener = listen(50)
kept = [listener.accept()[0] for _ in range(20)]
for peer in kept:
    peer.recv(100)
fcntl.flock(open(sys.argv[2], 'a'), fcntl.LOCK_EX)
`;

const clientSource = `
import os, socket, sys
for number in range(20):
    if os.fork() == 0:
        server = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
        server.send(b'question')
        server.recv(100)
        os._exit(0)
print('ready')
for number in range(20):
    os.wait()
`;

const scene: Scene = {
  title: 'twenty clients wait for one server, which waits for a lock whose holder sleeps',
  shows: ['tcp-receive', 'file-lock', 'child-exit', 'sleep'],
  with: ['Python 3', 'Perl'],
  needs: ['python3', 'perl'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const holder = await holdsFlock(stage, file);
    const server = await serverOf(stage, serverSource, { args: [file] });
    const parent = await stage.python(clientSource, { name: 'clients', args: [server.at] });
    const clients = stage.children(parent.pid);
    await stage.asleep(server.pid, ['flock']);
    for (const client of clients) await stage.asleep(client, ['recvfrom']);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: holder.pid, kind: 'sleep', victims: [server.pid, parent.pid, ...clients] }],
      edges: clients.map((pid) => ({ from: pid, to: server.pid, kind: 'tcp-receive', certain: true })),
    };
  },
};

export default scene;
