/** A scanner of files is asked whether a file may be opened, and sleeps over the question: fanotify(7). */
import type { Scene } from '../scene.ts';

const scanner = `
#include <sys/fanotify.h>
int main(int count, char **args) {
  char events[4096];
  int group = fanotify_init(FAN_CLASS_CONTENT, O_RDONLY);
  if (group < 0 || fanotify_mark(group, FAN_MARK_ADD, FAN_OPEN_PERM, AT_FDCWD, args[1]) < 0) {
    say("refused %s\\n", strerror(errno));
    return 1;
  }
  say("ready\\n");
  read(group, events, sizeof events);
  for (;;) sleep(3600);
}`;

const scene: Scene = {
  title: 'opens a file whose scanner never answers, with a lock that another wants',
  shows: ['file-lock', 'unknown'],
  with: ['C', 'Perl'],
  needs: ['gcc', 'perl'],
  root: true,
  async make(stage) {
    const file = `${stage.dir}/scanned`;
    const lock = `${stage.dir}/lock`;
    await stage.run(['touch', file, lock]);
    const guard = await stage.c(scanner, { name: 'scanner', args: [file], ready: null });
    await stage.until('the scanner', () => guard.lines.length > 0);
    if (guard.lines[0]?.startsWith('refused') === true) stage.skip('no permission events of fanotify here');
    const source = `use Fcntl ':flock'; $| = 1;
open(my $lock, '>>', $ARGV[0]); flock($lock, LOCK_EX); print "ready\\n"; open(my $file, '<', $ARGV[1]);`;
    const opener = await stage.perl(source, { name: 'opener', args: [lock, file] });
    await stage.until('asked', () => ['S', 'D'].includes(stage.state(opener.pid) ?? ''));
    await stage.asleep(guard.pid, ['clock_nanosleep', 'nanosleep']);
    const waiter = await stage.perl(
      `use Fcntl ':flock'; $| = 1; open(my $f, '>>', $ARGV[0]); print "ready\\n"; flock($f, LOCK_EX);`,
      { name: 'waiter', args: [lock] },
    );
    await stage.asleep(waiter.pid, ['flock']);
    return {
      ask: [waiter.pid],
      rootCauses: [{ pid: [guard.pid, opener.pid], kind: ['sleep', 'unknown', 'disk-io'] }],
      statuses: { [waiter.pid]: 'stuck', [opener.pid]: 'stuck' },
      edges: [{ from: waiter.pid, to: opener.pid, kind: 'file-lock', certain: true }],
    };
  },
};

export default scene;
