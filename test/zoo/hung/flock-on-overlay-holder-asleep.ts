/** The lock's file is on an overlay, as in a container: its numbers there are not those of the file below. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { unmountAtEnd } from '../disks.ts';
import { holdsFlock, wantsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'a lock on an overlay file system, its holder asleep; a fifo there without a writer',
  shows: ['file-lock', 'sleep', 'fifo-open'],
  with: ['Perl', 'coreutils'],
  needs: ['perl'],
  root: true,
  async make(stage) {
    const at = (name: string): string => `${stage.dir}/${name}`;
    mkdirSync(at('disk'));
    await stage.run(['mount', '-t', 'tmpfs', 'zoo', at('disk')]);
    unmountAtEnd(stage, at('disk'));
    for (const name of ['disk/lower', 'disk/upper', 'disk/work', 'merged']) mkdirSync(at(name));
    writeFileSync(at('disk/lower/lock'), '');
    const layers = `lowerdir=${at('disk/lower')},upperdir=${at('disk/upper')},workdir=${at('disk/work')}`;
    await stage
      .run(['mount', '-t', 'overlay', 'zoo', '-o', layers, at('merged')])
      .catch(() => stage.skip('no overlay can be mounted here'));
    unmountAtEnd(stage, at('merged'));
    await stage.run(['mkfifo', at('merged/fifo')]);
    const holder = await holdsFlock(stage, at('merged/lock'));
    const waiter = await wantsFlock(stage, at('merged/lock'));
    const opener = await stage.perl('$| = 1; print "ready\\n"; open(my $f, ">", $ARGV[0]);', {
      name: 'opener',
      args: [at('merged/fifo')],
    });
    await stage.asleep(opener.pid, ['open', 'openat']);
    return {
      ask: [waiter.pid],
      rootCauses: [{ pid: holder.pid, kind: 'sleep', victims: [waiter.pid] }],
      edges: [{ from: waiter.pid, to: holder.pid, kind: 'file-lock', certain: true }],
    };
  },
};

export default scene;
