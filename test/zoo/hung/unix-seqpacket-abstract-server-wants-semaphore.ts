/** A socket without a file, in packets: its server wants a semaphore whose last holder sleeps. */
import { heldSemaphore } from '../props.ts';
import type { Scene } from '../scene.ts';

const server = `
#include <sys/sem.h>
int main(int count, char **args) {
  struct sockaddr_un at = {.sun_family = AF_UNIX};
  struct sembuf take = {.sem_num = 0, .sem_op = -1};
  char text[100];
  snprintf(at.sun_path + 1, 100, "%s", args[1]);
  int listener = socket(AF_UNIX, SOCK_SEQPACKET, 0);
  bind(listener, (struct sockaddr *)&at, sizeof at);
  listen(listener, 5);
  say("ready\\n");
  int peer = accept(listener, NULL, NULL);
  read(peer, text, sizeof text);
  semop(atoi(args[2]), &take, 1);
  write(peer, "answer", 6);
}`;

const client = `
int main(int count, char **args) {
  struct sockaddr_un at = {.sun_family = AF_UNIX};
  char text[100];
  struct iovec part = {text, sizeof text};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  snprintf(at.sun_path + 1, 100, "%s", args[1]);
  int peer = socket(AF_UNIX, SOCK_SEQPACKET, 0);
  connect(peer, (struct sockaddr *)&at, sizeof at);
  write(peer, "question", 8);
  say("ready\\n");
  recvmsg(peer, &message, 0);
}`;

const scene: Scene = {
  title: 'a client of an abstract seqpacket socket whose server wants a semaphore',
  shows: ['unix-receive', 'semaphore', 'sleep'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { take, id } = await heldSemaphore(stage);
    const holder = await take('holder', '0', 'sleep');
    await holder.line('ready');
    const at = `zoo-${holder.pid}`;
    const { pid } = await stage.c(server, { name: 'server', args: [at, id] });
    const waiter = await stage.c(client, { name: 'client', args: [at] });
    await stage.asleep(pid, ['semop', 'semtimedop']);
    await stage.asleep(waiter.pid, ['recvmsg']);
    return {
      ask: [waiter.pid],
      rootCauses: [{ pid: holder.pid, kind: 'sleep', victims: [pid, waiter.pid] }],
      edges: [
        { from: waiter.pid, to: pid, kind: 'unix-receive', certain: true },
        { from: pid, to: holder.pid, kind: 'semaphore' },
      ],
    };
  },
};

export default scene;
