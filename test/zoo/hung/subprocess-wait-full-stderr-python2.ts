/** The same trap in Python 2.7, on stderr: stdout is read to its end first, stderr is full before that. */
import type { Scene } from '../scene.ts';

const source = `
import subprocess, sys
code = 'import sys, time; time.sleep(0.3); sys.stderr.write("x" * 1000000); print("done")'
child = subprocess.Popen([sys.executable, '-c', code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
print('child %d' % child.pid)
print('ready')
child.stdout.read()
child.stderr.read()
`;

const scene: Scene = {
  title: 'the parent reads stdout to its end, the child is stuck writing to stderr',
  shows: ['pipe-read', 'pipe-write'],
  with: ['Python 2.7'],
  needs: ['python2.7'],
  async make(stage) {
    const parent = await stage.python(source, { version: '2.7' });
    const child = Number(await parent.line('child'));
    await stage.asleep(child, ['write']);
    await stage.asleep(parent.pid, ['read']);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: parent.pid, kind: 'pipe-read', cycle: [parent.pid, child] }],
      edges: [
        { from: parent.pid, to: child, kind: 'pipe-read', certain: true },
        { from: child, to: parent.pid, kind: 'pipe-write', certain: true },
      ],
    };
  },
};

export default scene;
