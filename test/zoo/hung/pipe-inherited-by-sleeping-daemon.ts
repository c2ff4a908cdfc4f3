/** A shell reads the output of a command that has ended; a daemon that it left behind still has the write end. */
import type { Scene } from '../scene.ts';

const source = `
echo ready
output=$(perl -e 'exit 0 if fork; use POSIX; POSIX::setsid(); sleep 3600; exit 0')
echo "$output"
`;

const scene: Scene = {
  title: 'a command has ended, but the daemon it left holds the pipe that its reader waits to see closed',
  shows: ['pipe-read', 'sleep'],
  with: ['bash', 'Perl'],
  async make(stage) {
    const bash = await stage.bash(source);
    const daemon = await stage.until('the daemon', () =>
      stage.marked().find((pid) => stage.argv(pid)[0] === 'perl' && stage.session(pid) === pid),
    );
    stage.own(daemon);
    await stage.asleep(daemon, ['clock_nanosleep', 'nanosleep']);
    await stage.asleep(bash.pid, ['read']);
    return {
      ask: [bash.pid],
      rootCauses: [{ pid: daemon, kind: 'sleep', victims: [bash.pid] }],
      statuses: { [bash.pid]: 'stuck', [daemon]: 'stuck' },
      edges: [{ from: bash.pid, to: daemon, kind: 'pipe-read', certain: true }],
    };
  },
};

export default scene;
