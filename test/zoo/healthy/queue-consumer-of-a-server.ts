/** A worker takes its orders from a System V message queue; whoever sends them is in accept. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/msg.h>
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
static int queue;
static void leave(int number) {
  msgctl(queue, IPC_RMID, NULL);
  _exit(0);
}
int main(void) {
  struct { long type; char text[8]; } order;
  int listener = open_listener();
  queue = msgget(IPC_PRIVATE, 0600);
  if (fork() == 0) for (;;) if (msgrcv(queue, &order, 8, 0, 0) < 0) _exit(0);
  signal(SIGTERM, leave);
  say("ready\\n");
  serve(&listener);
}
`;

const scene: Scene = {
  title: 'a worker waits at a message queue for a server that nobody asks',
  shows: ['message-queue', 'tcp-accept'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source);
    stage.atEnd(async () => {
      process.kill(pid, 'SIGTERM'); // it removes its queue
      await stage.until('the end of the server', () => [null, 'Z'].includes(stage.state(pid)));
    });
    const worker = await stage.until('the worker', () => stage.children(pid)[0]);
    await stage.asleep(worker, ['msgrcv']);
    await stage.asleep(pid, ['accept']);
    return restingTree(stage, pid);
  },
};

export default scene;
