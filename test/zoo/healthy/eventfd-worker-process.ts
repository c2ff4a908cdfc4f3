/** Parent and child share an eventfd; the parent serves, the child waits to be woken. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/eventfd.h>
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
  uint64_t orders;
  int listener = open_listener(), event = eventfd(0, 0);
  if (fork() == 0) for (;;) read(event, &orders, 8);
  say("ready\\n");
  serve(&listener);
}
`;

const scene: Scene = {
  title: 'a worker waits at an eventfd for a server that nobody asks',
  shows: ['eventfd', 'tcp-accept'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source);
    const worker = await stage.until('the worker', () => stage.children(pid)[0]);
    await stage.asleep(worker, ['read']);
    await stage.asleep(pid, ['accept']);
    return restingTree(stage, pid);
  },
};

export default scene;
