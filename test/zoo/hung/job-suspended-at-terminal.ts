/** Control-Z: the shell is at its prompt again, its job of two processes is stopped: one entry for the job. */
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'a pipeline has been suspended at a terminal',
  shows: ['stopped', 'tty-read'],
  with: ['bash', 'coreutils', 'util-linux'],
  needs: ['script', 'bash'],
  async make(stage) {
    const terminal = await stage.start(
      ['script', '--quiet', '--command', 'exec bash --norc -i', '/dev/null'],
      {
        stdin: 'pipe',
        ready: null,
      },
    );
    const bash = await stage.until('a shell', () => stage.children(terminal.pid)[0]);
    await stage.asleep(bash, ['pselect6', 'read', 'poll']);
    terminal.write('sleep 3600 | cat\n');
    const [one, two] = await stage.until('a job', () => {
      const [sleep, cat] = stage.children(bash);
      return sleep !== undefined && cat !== undefined && ([sleep, cat] as const);
    });
    await stage.asleep(one, ['clock_nanosleep']);
    await stage.asleep(two, ['read']);
    terminal.write('\u001A');
    await stage.inState(one, 'T');
    await stage.inState(two, 'T');
    return {
      ask: [bash],
      rootCauses: [{ pid: [one, two], kind: 'stopped' }],
      statuses: { [one]: 'stuck', [two]: 'stuck', [bash]: 'idle' },
    };
  },
};

export default scene;
