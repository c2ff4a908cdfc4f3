/** Four workers of a server stand at one mutex, whose owner is a fifth thread that sleeps; a fifth client has no worker at all. */
import { clientOf } from '../dialogue.ts';
import type { Scene } from '../scene.ts';

const source = `
#include <arpa/inet.h>
#include <netinet/in.h>
static pthread_mutex_t state = PTHREAD_MUTEX_INITIALIZER;
static int listener, held;
static void *worker(void *unused) {
  char text[100];
  for (;;) {
    int peer = accept(listener, NULL, NULL);
    read(peer, text, sizeof text);
    pthread_mutex_lock(&state);
    write(peer, "answer", 6);
    pthread_mutex_unlock(&state);
    close(peer);
  }
}
static void *refresher(void *unused) {
  pthread_mutex_lock(&state);
  __atomic_store_n(&held, 1, __ATOMIC_SEQ_CST);
  for (;;) sleep(3600);
}
int main(void) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t size = sizeof at;
  pthread_t thread;
  listener = socket(AF_INET, SOCK_STREAM, 0);
  bind(listener, (struct sockaddr *)&at, size);
  listen(listener, 20);
  getsockname(listener, (struct sockaddr *)&at, &size);
  pthread_create(&thread, NULL, refresher, NULL);
  while (!__atomic_load_n(&held, __ATOMIC_SEQ_CST)) sched_yield();
  for (int number = 0; number < 4; number++) pthread_create(&thread, NULL, worker, NULL);
  say("ready %d\\n", ntohs(at.sin_port));
  pthread_join(thread, NULL);
}`;

const scene: Scene = {
  title: 'all workers of a server wait for a mutex whose owner, a thread of it, sleeps',
  shows: ['tcp-receive', 'mutex', 'thread-join', 'sleep'],
  with: ['C', 'Python 3'],
  needs: ['gcc', 'python3'],
  async make(stage) {
    const server = await stage.c(source);
    const at = await server.line('ready');
    const clients: number[] = [];
    for (let number = 0; number < 5; number++)
      clients.push((await clientOf(stage, { at }, `client${number}`)).pid);
    const workers = stage.threads(server.pid).slice(2);
    for (const worker of workers) await stage.asleep(server.pid, ['futex'], worker);
    return {
      ask: clients,
      rootCauses: [{ pid: server.pid, kind: 'sleep', victims: clients }],
      edges: clients.map((pid) => ({ from: pid, to: server.pid, kind: 'tcp-receive' })),
    };
  },
};

export default scene;
