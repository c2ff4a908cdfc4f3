/** A Python parent writes to its child's stdin; the child is stopped. */
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
import subprocess
child = subprocess.Popen(['cat'], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
print('child', child.pid)
print('ready')
while True:
    child.stdin.write(b'x' * 65536)
`;

const scene: Scene = {
  title: 'the reader of a pipe is stopped, the writer has filled it',
  shows: ['pipe-write', 'stopped'],
  with: ['Python', 'coreutils'],
  async make(stage) {
    const writer = await stage.python(source);
    const child = Number(await writer.line('child'));
    await stop(stage, child);
    await stage.asleep(writer.pid, ['write']);
    return {
      ask: [writer.pid],
      rootCauses: [{ pid: child, kind: 'stopped', victims: [writer.pid] }],
      edges: [{ from: writer.pid, to: child, kind: 'pipe-write', certain: true }],
    };
  },
};

export default scene;
