/** A lock over a whole file, which three others hold in parts: two sleep for ever, one is at work and will let go. */
import type { Program, Scene } from '../scene.ts';

const source = `
import fcntl, sys, time
file = open(sys.argv[1], 'a+')
fcntl.lockf(file, fcntl.LOCK_EX, int(sys.argv[3]), int(sys.argv[2]))
print('ready')
while sys.argv[4] == 'work':
    time.sleep(0.02)
    sys.stderr.write('.' * 100)
time.sleep(3600)
`;

const wants = `
import fcntl, sys
file = open(sys.argv[1], 'a+')
print('ready')
fcntl.lockf(file, fcntl.LOCK_EX)
`;

const scene: Scene = {
  title: 'a lock over a file whose ranges three others have; only one of them gets on',
  shows: ['file-lock', 'sleep'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const file = `${stage.dir}/file`;
    const holder = (name: string, at: number, how: string): Promise<Program> =>
      stage.python(source, { name, args: [file, String(at), '10', how], stderr: 'null' });
    await holder('worker', 0, 'work');
    const middle = await holder('middle', 10, 'sleep');
    const last = await holder('last', 20, 'sleep');
    const { pid } = await stage.python(wants, { name: 'waiter', args: [file] });
    await stage.asleep(pid, ['fcntl']);
    return {
      ask: [pid],
      rootCauses: [{ pid: [middle.pid, last.pid], kind: 'sleep', victims: [pid] }],
      statuses: { [pid]: 'stuck' },
    };
  },
};

export default scene;
