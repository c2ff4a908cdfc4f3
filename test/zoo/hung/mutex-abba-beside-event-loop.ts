/** The main thread is at rest in its event loop and answers nobody's mutex: two workers behind it are deadlocked. */
import type { Scene } from '../scene.ts';

const source = `
#include <sys/epoll.h>
static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER, two = PTHREAD_MUTEX_INITIALIZER;
static void *forth(void *unused) {
  pthread_mutex_lock(&one);
  usleep(100000);
  pthread_mutex_lock(&two);
}
static void *back(void *unused) {
  pthread_mutex_lock(&two);
  usleep(250000);
  pthread_mutex_lock(&one);
}
int main(void) {
  pthread_t a, b;
  struct epoll_event event = {.events = EPOLLIN};
  int listener = socket(AF_UNIX, SOCK_STREAM, 0), loop = epoll_create1(0);
  struct sockaddr_un here = {.sun_family = AF_UNIX};
  bind(listener, (struct sockaddr *)&here, sizeof here.sun_family);
  listen(listener, 5);
  epoll_ctl(loop, EPOLL_CTL_ADD, listener, &event);
  pthread_create(&a, NULL, forth, NULL);
  pthread_create(&b, NULL, back, NULL);
  say("ready\\n");
  epoll_wait(loop, &event, 1, -1);
}`;

const scene: Scene = {
  title: 'two workers of a server are deadlocked, its main thread waits for connections',
  shows: ['mutex', 'poll'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source);
    const [, forth = 0, back = 0] = stage.threads(pid);
    await stage.asleep(pid, ['futex'], forth);
    await stage.asleep(pid, ['futex'], back);
    await stage.asleep(pid, ['epoll_wait', 'epoll_pwait']);
    return {
      ask: [pid],
      rootCauses: [{ pid, kind: 'mutex', cycle: [pid], cycleThreads: [forth, back], victims: [] }],
      statuses: { [pid]: 'stuck' },
    };
  },
};

export default scene;
