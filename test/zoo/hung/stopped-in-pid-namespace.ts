/** The holder of the lock is process 1 of a pid namespace: its own pid there is no use outside. */
import { stop, wantsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `use Fcntl ':flock'; $| = 1;
open(my $file, '>>', $ARGV[0]) or die $!;
flock($file, LOCK_EX) or die $!;
print "ready\\n";
sleep 3600;`;

const scene: Scene = {
  title: 'a lock is held by a stopped process of another pid namespace',
  shows: ['file-lock', 'stopped'],
  with: ['Perl', 'util-linux'],
  needs: ['perl', 'unshare'],
  root: true,
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const through = ['unshare', '--pid', '--fork', '--mount-proc'];
    const outer = await stage.perl(source, { name: 'holder', through, args: [file] });
    const holder = await stage.until('process 1', () => stage.children(outer.pid)[0]);
    await stop(stage, holder);
    const waiter = await wantsFlock(stage, file);
    return {
      ask: [waiter.pid],
      rootCauses: [{ pid: holder, kind: 'stopped' }],
      statuses: { [waiter.pid]: 'stuck', [holder]: 'stuck' },
      edges: [{ from: waiter.pid, to: holder, kind: 'file-lock', certain: true }],
    };
  },
};

export default scene;
