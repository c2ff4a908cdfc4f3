/** A wake-up descriptor that only the waiter itself has is no other way out of the wait. */
import { serverThat } from '../dialogue.ts';
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
int main(int count, char **args) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(args[1])), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  struct epoll_event event = {.events = EPOLLIN};
  int set = epoll_create1(0), wakeup = eventfd(0, 0), server = socket(AF_INET, SOCK_STREAM, 0);
  connect(server, (struct sockaddr *)&to, sizeof to);
  send(server, "question", 8, 0);
  event.data.fd = wakeup;
  epoll_ctl(set, EPOLL_CTL_ADD, wakeup, &event);
  event.data.fd = server;
  epoll_ctl(set, EPOLL_CTL_ADD, server, &event);
  say("ready\\n");
  epoll_wait(set, &event, 1, -1);
}`;

const scene: Scene = {
  title: 'a client waits for a stopped server or for an eventfd that it alone could write',
  shows: ['poll', 'tcp-receive', 'stopped'],
  with: ['C', 'Python 3'],
  needs: ['gcc', 'python3'],
  async make(stage) {
    const server = await serverThat(stage, 'peer.recv(100)');
    const client = await stage.c(source, { name: 'client', args: [server.at] });
    await server.line('asked');
    await stage.asleep(client.pid, ['epoll_wait']);
    await stop(stage, server.pid);
    return {
      ask: [client.pid],
      rootCauses: [{ pid: server.pid, kind: 'stopped', victims: [client.pid] }],
      statuses: { [client.pid]: 'stuck' },
    };
  },
};

export default scene;
