/** The freezer of version 2 leaves a process in state S; only its group says that it is frozen. */
import { newGroup2 } from '../control-groups.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'a whole service is in a frozen control group',
  shows: ['frozen', 'child-exit'],
  with: ['bash', 'coreutils'],
  root: true,
  async make(stage) {
    const shell = await stage.bash('sleep 3600 &\necho ready\nwait');
    const [sleeper] = stage.children(shell.pid);
    if (sleeper === undefined) throw new Error('no child');
    await stage.asleep(shell.pid, ['wait4']);
    const group = newGroup2(stage, ({ write }) => write('cgroup.freeze', '0'));
    group.add(shell.pid);
    group.add(sleeper);
    group.write('cgroup.freeze', '1');
    await stage.until('frozen', () => group.read('cgroup.events').includes('frozen 1'));
    return {
      ask: [shell.pid],
      statuses: { [shell.pid]: 'stuck', [sleeper]: 'stuck' },
      rootCauses: [
        { pid: sleeper, kind: 'frozen' },
        { pid: shell.pid, kind: 'frozen' },
      ],
    };
  },
};

export default scene;
