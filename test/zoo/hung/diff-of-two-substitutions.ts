/** diff(1) of two process substitutions; the second one's fifo has no writer. */
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'diff reads a process substitution that opens a fifo which nobody writes',
  shows: ['child-exit', 'pipe-read', 'fifo-open'],
  with: ['bash', 'diff'],
  needs: ['diff'],
  async make(stage) {
    const fifo = `${stage.dir}/fifo`;
    await stage.run(['mkfifo', fifo]);
    const shell = await stage.bash('echo ready\ndiff <(echo one) <(sort "$1" | uniq)\necho done\n', {
      args: [fifo],
    });
    const among = (name: string): Promise<number> =>
      stage.until(name, () =>
        stage.marked().find((pid) => stage.argv(pid)[0] === name && stage.state(pid) === 'S'),
      );
    const diff = await among('diff');
    const sort = await among('sort');
    const uniq = await among('uniq');
    await stage.asleep(sort, ['open', 'openat']);
    await stage.asleep(uniq, ['read']);
    await stage.asleep(diff, ['read']);
    return {
      ask: [shell.pid],
      rootCauses: [{ pid: sort, kind: 'fifo-open' }],
      statuses: { [shell.pid]: 'stuck', [diff]: 'stuck', [uniq]: 'stuck', [sort]: 'stuck' },
      edges: [
        { from: shell.pid, to: diff, kind: 'child-exit' },
        { from: uniq, to: sort, kind: 'pipe-read', certain: true },
      ],
    };
  },
};

export default scene;
