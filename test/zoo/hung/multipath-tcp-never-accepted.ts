/** A plain client in the queue of a Multipath TCP listener, as Go makes them, whose process waits for a fifo. */
import type { Scene } from '../scene.ts';

const server = `
import os, socket, sys
try:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262)
except OSError as error:
    print('at refused')
    raise
listener.bind(('127.0.0.1', 0))
listener.listen(5)
os.mkfifo(sys.argv[1])
print('at %d' % listener.getsockname()[1])
open(sys.argv[1])
`;

const client = `
import socket, sys
peer = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
peer.send(b'question')
print('ready')
peer.recv(100)
`;

const scene: Scene = {
  title: 'a client that a Multipath TCP listener has not accepted, its process in a fifo',
  shows: ['tcp-receive', 'fifo-open'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const one = await stage.python(server, {
      name: 'server',
      args: [`${stage.dir}/fifo`],
      ready: 'at',
      stderr: 'null',
    });
    const at = await one.line('at');
    if (at === 'refused') stage.skip('this kernel has no Multipath TCP');
    await stage.asleep(one.pid, ['open', 'openat']);
    const { pid } = await stage.python(client, { name: 'client', args: [at] });
    await stage.asleep(pid, ['recvfrom']);
    return {
      ask: [pid],
      rootCauses: [{ pid: one.pid, kind: 'fifo-open', victims: [pid] }],
      edges: [{ from: pid, to: one.pid, kind: 'tcp-receive', certain: true }],
    };
  },
};

export default scene;
