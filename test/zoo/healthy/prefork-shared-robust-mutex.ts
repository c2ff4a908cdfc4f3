/** Workers of a server take turns at a robust mutex in shared memory; whose turn it is waits in accept. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
#include <arpa/inet.h>
#include <netinet/in.h>
static int open_listener(void) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  bind(listener, (struct sockaddr *)&at, sizeof at);
  listen(listener, 20);
  return listener;
}
int main(void) {
  pthread_mutex_t *turn = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  pthread_mutexattr_t how;
  int listener = open_listener();
  pthread_mutexattr_init(&how);
  pthread_mutexattr_setpshared(&how, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&how, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_init(turn, &how);
  for (int number = 0; number < 3; number++) {
    if (fork() != 0) continue;
    for (;;) {
      pthread_mutex_lock(turn);
      close(accept(listener, NULL, NULL));
      pthread_mutex_unlock(turn);
    }
  }
  say("ready\\n");
  while (wait(NULL) > 0) { }
}
`;

const scene: Scene = {
  title: 'three workers take turns at a robust mutex around accept',
  shows: ['mutex', 'tcp-accept'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source);
    await stage.asleep(pid, ['wait4']);
    for (const worker of stage.children(pid)) await stage.asleep(worker, ['futex', 'accept']);
    return restingTree(stage, pid);
  },
};

export default scene;
