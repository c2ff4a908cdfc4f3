/** A server splices a pipe to its client, and sends a file to another: the one's writer sleeps, the other is stopped. */
import { truncateSync, writeFileSync } from 'node:fs';
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
import os, socket, sys, time
def pair():
    listener = socket.create_server(('127.0.0.1', 0))
    pid = os.fork()
    if pid == 0:
        peer = socket.create_connection(listener.getsockname())
        listener.close()
        time.sleep(0.2) if sys.argv[1] == 'sendfile' else None
        while peer.recv(1000 if sys.argv[1] == 'splice' else 1):
            if sys.argv[1] == 'sendfile':
                time.sleep(3600)
        os._exit(0)
    peer = listener.accept()[0]
    listener.close()
    return pid, peer
if sys.argv[1] == 'splice':
    reads, writes = os.pipe()
    writer = os.fork()
    if writer == 0:
        os.close(reads)
        time.sleep(3600)
    os.close(writes)
    client, peer = pair()
    print('ready %d %d' % (writer, client))
    while os.splice(reads, peer.fileno(), 65536):
        pass
else:
    client, peer = pair()
    print('ready %d %d' % (0, client))
    file = os.open(sys.argv[2], os.O_RDONLY)
    at = 0
    while True:
        at += os.sendfile(peer.fileno(), file, at, 1 << 30)
`;

const scene: Scene = {
  title: 'splice from a pipe whose writer sleeps, and sendfile to a client that is stopped',
  shows: ['pipe-read', 'tcp-send', 'sleep', 'stopped'],
  with: ['Python 3.11'],
  needs: ['python3'],
  async make(stage) {
    const file = `${stage.dir}/file`;
    writeFileSync(file, '');
    truncateSync(file, 64 << 20);
    const one = await stage.python(source, { name: 'one', args: ['splice'] });
    const other = await stage.python(source, { name: 'other', args: ['sendfile', file] });
    const [writer = 0, reader = 0] = (await one.line('ready')).split(' ').map(Number);
    const [, client = 0] = (await other.line('ready')).split(' ').map(Number);
    await stage.asleep(one.pid, ['splice']);
    await stage.asleep(other.pid, ['sendfile']);
    await stop(stage, client);
    return {
      ask: [reader, other.pid],
      rootCauses: [
        { pid: writer, kind: 'sleep', victims: [one.pid, reader] },
        { pid: client, kind: 'stopped', victims: [other.pid] },
      ],
      edges: [
        { from: one.pid, to: writer, kind: 'pipe-read', certain: true },
        { from: other.pid, to: client, kind: 'tcp-send', certain: true },
      ],
    };
  },
};

export default scene;
