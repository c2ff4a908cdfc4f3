/** waitid(P_PIDFD) names a descriptor, not a pid: its fdinfo tells whom. The child has locked its own mutex twice. */
import type { Scene } from '../scene.ts';

const source = `
int main(void) {
  pid_t child = fork();
  if (child == 0) {
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&mutex);
    pthread_mutex_lock(&mutex);
  }
  pid_t idle = fork();
  if (idle == 0) for (;;) sleep(3600);
  siginfo_t info;
  int fd = syscall(SYS_pidfd_open, child, 0);
  say("child %d\\nidle %d\\nready\\n", child, idle);
  waitid(3 /* P_PIDFD */, fd, &info, WEXITED);
}`;

const scene: Scene = {
  title: 'the parent waits through a pidfd for a child that waits for its own mutex',
  shows: ['child-exit', 'mutex'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const parent = await stage.c(source);
    const child = Number(await parent.line('child'));
    const idle = Number(await parent.line('idle'));
    await stage.asleep(child, ['futex']);
    await stage.asleep(parent.pid, ['waitid']);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: child, kind: 'mutex', cycle: [child], victims: [parent.pid] }],
      statuses: { [idle]: 'idle' },
      edges: [{ from: parent.pid, to: child, kind: 'child-exit', certain: true }],
    };
  },
};

export default scene;
