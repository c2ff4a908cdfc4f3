/** Somebody attached gdb in a terminal multiplexer and went home; a shell still waits for the target. */
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'gdb stands at its prompt with the process attached',
  shows: ['traced', 'child-exit'],
  with: ['gdb', 'tmux', 'bash'],
  needs: ['gdb', 'tmux'],
  async make(stage) {
    const bash = await stage.bash('echo ready\nsleep 3600\necho done\n');
    const target = await stage.until('the command', () => stage.children(bash.pid)[0]);
    await stage.asleep(target, ['clock_nanosleep', 'nanosleep']);
    const socket = `${stage.dir}/tmux`;
    const gdb = `exec gdb -nx -q -iex 'set auto-load off' -iex 'set debuginfod enabled off' -p ${target}`;
    stage.atEnd(async () => void (await stage.run(['tmux', '-S', socket, 'kill-server'])));
    await stage.run([
      'tmux',
      '-S',
      socket,
      '-f',
      '/dev/null',
      'new-session',
      '-d',
      '-x',
      '80',
      '-y',
      '24',
      gdb,
    ]);
    await stage.inState(target, 't');
    const debuggerPid = await stage.until('gdb', () => stage.tracer(target));
    await stage.asleep(debuggerPid, ['poll', 'ppoll', 'pselect6', 'select', 'read']);
    return {
      ask: [bash.pid],
      rootCauses: [{ pid: target, kind: 'traced', victims: [bash.pid] }],
      statuses: { [target]: 'stuck', [bash.pid]: 'stuck', [debuggerPid]: 'idle' },
      edges: [
        { from: bash.pid, to: target, kind: 'child-exit', certain: true },
        { from: target, to: debuggerPid, kind: 'traced', certain: true },
      ],
    };
  },
};

export default scene;
