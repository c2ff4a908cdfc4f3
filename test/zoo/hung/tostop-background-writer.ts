/** `stty tostop`: a job in the background is stopped as soon as it writes to its terminal (SIGTTOU); a pipe's reader waits for it. */
import type { Scene } from '../scene.ts';

const source = `
import os, pty, sys, termios, time
ends = os.pipe()
child, terminal = pty.fork()
if child == 0:
    settings = termios.tcgetattr(0)
    settings[3] |= termios.TOSTOP
    termios.tcsetattr(0, termios.TCSANOW, settings)
    job = os.fork()
    if job == 0:
        os.setpgid(0, 0)
        time.sleep(0.2)
        os.close(ends[0])
        os.write(1, b'progress')
        os._exit(0)
    os.close(ends[0]); os.close(ends[1])
    os.write(1, b'job %d;' % job)
    time.sleep(3600)
os.close(ends[1])
text = b''
while b';' not in text:
    text += os.read(terminal, 100)
print('ready %s' % text.split()[1].decode().strip(';'))
os.read(ends[0], 1)
`;

const scene: Scene = {
  title: 'a background job is stopped as it writes to its terminal, and somebody reads its pipe',
  shows: ['stopped', 'pipe-read'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid, line } = await stage.python(source);
    const job = Number(await line('ready'));
    await stage.inState(job, 'T');
    await stage.asleep(pid, ['read']);
    return {
      ask: [pid],
      rootCauses: [{ pid: job, kind: 'stopped', victims: [pid] }],
      edges: [{ from: pid, to: job, kind: 'pipe-read', certain: true }],
    };
  },
};

export default scene;
