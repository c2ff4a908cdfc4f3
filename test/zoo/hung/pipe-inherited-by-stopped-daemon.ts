/** Python reads a command's output to its end; the daemon that inherited the write end is stopped. */
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
import os, subprocess, sys
code = '''
import os, time
if os.fork() > 0:
    os._exit(0)
os.setsid()
os.write(2, b"daemon %d\\\\n" % os.getpid())
time.sleep(3600)
'''
print('ready')
subprocess.check_output([sys.executable, '-c', code], stderr=1)
`;

const scene: Scene = {
  title: 'check_output never sees the end: a stopped daemon holds the write end',
  shows: ['pipe-read', 'stopped'],
  with: ['Python'],
  async make(stage) {
    const python = await stage.python(source);
    const daemon = Number(await python.line('daemon'));
    stage.own(daemon);
    await stage.asleep(python.pid, ['read']);
    await stop(stage, daemon);
    return {
      ask: [python.pid],
      rootCauses: [{ pid: daemon, kind: 'stopped', victims: [python.pid] }],
      edges: [{ from: python.pid, to: daemon, kind: 'pipe-read', certain: true }],
    };
  },
};

export default scene;
