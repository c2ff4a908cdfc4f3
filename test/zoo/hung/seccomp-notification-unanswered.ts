/** A filter hands a call to a supervisor in user space, as container run times do (seccomp_unotify(2)); that one sleeps over it. */
import type { Scene } from '../scene.ts';

const source = `
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <stddef.h>
int main(int count, char **args) {
  struct sock_filter steps[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mkdirat, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog filter = {4, steps};
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  int notices = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter);
  if (notices < 0) { say("refused\\n"); return 1; }
  pid_t child = fork();
  if (child == 0) {
    close(notices);
    int lock = open(args[1], O_RDWR | O_CREAT, 0600);
    flock(lock, LOCK_EX);
    syscall(SYS_mkdirat, AT_FDCWD, args[2], 0700);
    _exit(0);
  }
  say("ready %d\\n", child);
  for (;;) sleep(3600);
}`;

const scene: Scene = {
  title: 'a call waits for the answer of a supervisor that sleeps, with a lock held that another wants',
  shows: ['file-lock', 'sleep'],
  with: ['C', 'Perl'],
  needs: ['gcc', 'perl'],
  async make(stage) {
    const lock = `${stage.dir}/lock`;
    const supervisor = await stage.c(source, {
      name: 'supervisor',
      args: [lock, `${stage.dir}/new`],
      ready: null,
    });
    await stage.until('the supervisor', () => supervisor.lines.length > 0);
    if (supervisor.lines[0] === 'refused') stage.skip('no notifications of seccomp here');
    const child = Number(await supervisor.line('ready'));
    await stage.until('the call', () => stage.state(child) === 'S');
    const waiter = await stage.perl(
      `use Fcntl ':flock'; $| = 1; open(my $f, '>>', $ARGV[0]); print "ready\\n"; flock($f, LOCK_EX);`,
      { name: 'waiter', args: [lock] },
    );
    await stage.asleep(waiter.pid, ['flock']);
    return {
      ask: [waiter.pid],
      rootCauses: [{ pid: [supervisor.pid, child], kind: ['sleep', 'unknown'] }],
      statuses: { [waiter.pid]: 'stuck', [child]: 'stuck' },
      edges: [{ from: waiter.pid, to: child, kind: 'file-lock', certain: true }],
    };
  },
};

export default scene;
