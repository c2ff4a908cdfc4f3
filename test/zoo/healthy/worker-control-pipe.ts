/** Workers serve in threads; the first thread of each reads a pipe by which the master would end it. The master looks about twice a second. */
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
static void *serve(void *listener) {
  for (;;) close(accept(*(int *)listener, NULL, NULL));
}
int main(void) {
  int listener = open_listener(), ends[2];
  pipe(ends);
  for (int number = 0; number < 2; number++) {
    if (fork() == 0) {
      pthread_t thread;
      char order;
      close(ends[1]);
      pthread_create(&thread, NULL, serve, &listener);
      read(ends[0], &order, 1);
      _exit(0);
    }
  }
  say("ready\\n");
  for (;;) {
    waitpid(-1, NULL, WNOHANG);
    usleep(500000);
  }
}
`;

const scene: Scene = {
  title: 'the first threads of two workers read the control pipe of a master that sleeps between its rounds',
  shows: ['pipe-read', 'tcp-accept', 'sleep'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source);
    for (const worker of await stage.until('two workers', () => {
      const workers = stage.children(pid);
      return workers.length === 2 && workers;
    }))
      await stage.asleep(worker, ['read']);
    return restingTree(stage, pid);
  },
};

export default scene;
