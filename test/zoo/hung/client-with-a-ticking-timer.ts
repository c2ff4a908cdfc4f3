/** A client's loop has a timer beside its one connection, and ticks ten times a second without a byte moved; the server reads a child's pipe. */
import { serverThat } from '../dialogue.ts';
import type { Scene } from '../scene.ts';

const source = `
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
int main(int count, char **args) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_port = htons(atoi(args[1]))};
  struct itimerspec tick = {{0, 100000000}, {0, 100000000}};
  int server = socket(AF_INET, SOCK_STREAM, 0), timer = timerfd_create(CLOCK_MONOTONIC, 0), set = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data = {.fd = server}};
  uint64_t ticks;
  connect(server, (struct sockaddr *)&at, sizeof at);
  write(server, "question", 8);
  timerfd_settime(timer, 0, &tick, NULL);
  epoll_ctl(set, EPOLL_CTL_ADD, server, &event);
  event.data.fd = timer;
  epoll_ctl(set, EPOLL_CTL_ADD, timer, &event);
  say("ready\\n");
  while (epoll_wait(set, &event, 1, -1) == 1 && event.data.fd == timer) read(timer, &ticks, sizeof ticks);
}`;

const scene: Scene = {
  title: 'a client whose loop ticks while its server reads a pipe whose writer is stopped',
  shows: ['poll', 'pipe-read', 'stopped'],
  with: ['C', 'Python 3'],
  needs: ['gcc', 'python3'],
  async make(stage) {
    const server = await serverThat(
      stage,
      `
reads, writes = os.pipe()
child = os.fork()
if child == 0:
    os.close(reads); listener.close(); peer.close()
    os.kill(os.getpid(), signal.SIGSTOP)
os.close(writes)
print('child %d' % child)
os.read(reads, 1)
`,
    );
    const { pid } = await stage.c(source, { name: 'client', args: [server.at] });
    const child = Number(await server.line('child'));
    await stage.inState(child, 'T');
    await stage.asleep(server.pid, ['read']);
    return {
      ask: [pid],
      rootCauses: [{ pid: child, kind: 'stopped' }],
      edges: [{ from: server.pid, to: child, kind: 'pipe-read', certain: true }],
      statuses: { [server.pid]: 'stuck' },
    };
  },
};

export default scene;
