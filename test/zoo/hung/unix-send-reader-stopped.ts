/** A log daemon that is stopped: whoever writes to its socket waits as soon as the buffer is full. */
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
import os, signal, socket
mine, theirs = socket.socketpair()
child = os.fork()
if child == 0:
    mine.close()
    while theirs.recv(4096): pass
theirs.close()
print('ready %d' % child)
import sys
sys.stdin.readline()
while True:
    mine.send(b'line of a log ' * 100)
`;

const scene: Scene = {
  title: 'a program writes into a socket pair whose reader is stopped',
  shows: ['unix-send', 'stopped'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const writer = await stage.python(source, { stdin: 'pipe' });
    const reader = Number(await writer.line('ready'));
    await stop(stage, reader);
    writer.write('go\n');
    await stage.asleep(writer.pid, ['sendto']);
    return {
      ask: [writer.pid],
      rootCauses: [{ pid: reader, kind: 'stopped', victims: [writer.pid] }],
      edges: [{ from: writer.pid, to: reader, kind: 'unix-send', certain: true }],
    };
  },
};

export default scene;
