/** Datagrams without a connection: the queue of the receiver is full (net.unix.max_dgram_qlen), and it opens a fifo. */
import type { Scene } from '../scene.ts';

const receiver = `
import os, socket, sys
logger = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
logger.bind(sys.argv[1])
os.mkfifo(sys.argv[2])
print('ready')
open(sys.argv[2], 'w')
`;

const sender = `
import socket, sys
out = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
print('ready')
while True:
    out.sendto(b'a line of the log', sys.argv[1])
`;

const scene: Scene = {
  title: 'two senders of datagrams whose receiver opens a fifo that nobody reads',
  shows: ['unix-send', 'fifo-open'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const at = `${stage.dir}/log`;
    const logger = await stage.python(receiver, { name: 'logger', args: [at, `${stage.dir}/fifo`] });
    await stage.asleep(logger.pid, ['open', 'openat']);
    const one = await stage.python(sender, { name: 'one', args: [at] });
    await stage.asleep(one.pid, ['sendto']);
    const other = await stage.python(sender, { name: 'other', args: [at] });
    await stage.asleep(other.pid, ['sendto']);
    return {
      ask: [one.pid, other.pid],
      rootCauses: [{ pid: logger.pid, kind: 'fifo-open', victims: [one.pid, other.pid] }],
      edges: [{ from: one.pid, to: logger.pid, kind: 'unix-send', certain: true }],
    };
  },
};

export default scene;
