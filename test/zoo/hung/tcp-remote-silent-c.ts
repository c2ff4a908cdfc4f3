/** The plainest of all: connect, send, recv, and the host at the other end is switched off. */
import { hungOnRemote } from '../network.ts';
import type { Scene } from '../scene.ts';

const source = `
#include <arpa/inet.h>
#include <netinet/in.h>
int main(int count, char **args) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(args[2]))};
  char byte;
  int server = socket(AF_INET, SOCK_STREAM, 0);
  inet_pton(AF_INET, args[1], &to.sin_addr);
  if (connect(server, (struct sockaddr *)&to, sizeof to) < 0) return 1;
  send(server, "?", 1, 0);
  say("ready\\n");
  recv(server, &byte, 1, 0);
}`;

const scene: Scene = {
  title: 'a client reads from a host that has been switched off',
  shows: ['tcp-receive'],
  with: ['C'],
  needs: ['gcc', 'ip', 'nsenter', 'unshare'],
  root: true,
  make: (stage) =>
    hungOnRemote(
      stage,
      ({ through, address, port }) => stage.c(source, { through, args: [address, String(port)] }),
      ['recvfrom'],
    ),
};

export default scene;
