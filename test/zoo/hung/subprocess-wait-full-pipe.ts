/** The warning in Python's manual: Popen(stdout=PIPE) and wait(), while the child writes more than the pipe takes. */
import type { Scene } from '../scene.ts';

const source = `
import subprocess, sys
child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(0.3); print("x" * 1000000)'], stdout=subprocess.PIPE)
print('child', child.pid)
print('ready')
child.wait()
`;

const scene: Scene = {
  title: 'the parent waits for the child, the child for the parent to read its output',
  shows: ['child-exit', 'pipe-write'],
  with: ['Python'],
  async make(stage) {
    const parent = await stage.python(source);
    const child = Number(await parent.line('child'));
    await stage.asleep(child, ['write']);
    await stage.asleep(parent.pid, ['wait4']);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: parent.pid, kind: 'child-exit', cycle: [parent.pid, child] }],
      statuses: { [parent.pid]: 'stuck', [child]: 'stuck' },
      edges: [
        { from: parent.pid, to: child, kind: 'child-exit', certain: true },
        { from: child, to: parent.pid, kind: 'pipe-write', certain: true },
      ],
    };
  },
};

export default scene;
