/** Prefork workers with an accept mutex in shared memory: the owner is in epoll, its siblings queue. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
int main(void) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  struct epoll_event event = {.events = EPOLLIN};
  pthread_mutexattr_t how;
  pthread_mutex_t *turn = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  int listener = socket(AF_INET, SOCK_STREAM, 0), ends[2];
  bind(listener, (struct sockaddr *)&at, sizeof at);
  listen(listener, 20);
  pthread_mutexattr_init(&how);
  pthread_mutexattr_setpshared(&how, PTHREAD_PROCESS_SHARED);
  pthread_mutex_init(turn, &how);
  for (int number = 0; number < 4; number++) {
    if (fork() != 0) continue;
    int set = epoll_create1(0);
    epoll_ctl(set, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
      pthread_mutex_lock(turn);
      epoll_wait(set, &event, 1, -1);
      close(accept(listener, NULL, NULL));
      pthread_mutex_unlock(turn);
    }
  }
  say("ready\\n");
  while (wait(NULL) > 0) { }
}`;

const scene: Scene = {
  title: 'four workers of a server take turns at an accept mutex',
  shows: ['mutex', 'poll', 'child-exit'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source);
    await stage.asleep(pid, ['wait4']);
    return restingTree(stage, pid);
  },
};

export default scene;
