/** A POSIX message queue of two messages, for the scenes that read and write one. */
import type { Stage } from './scene.ts';

const source = `
#include <mqueue.h>
int main(int count, char **args) {
  struct mq_attr size = {.mq_maxmsg = 2, .mq_msgsize = 16};
  char message[16];
  mqd_t queue = mq_open(args[1], O_CREAT | (args[2][0] == 'w' ? O_WRONLY : O_RDONLY), 0600, &size);
  if (queue == (mqd_t)-1) { say("refused %s\\n", strerror(errno)); return 1; }
  say("ready\\n");
  if (args[3][0] == 's') for (;;) sleep(3600);
  for (;;)
    if (args[2][0] == 'w') mq_send(queue, "x", 1, 0);
    else mq_receive(queue, message, sizeof message, NULL);
}`;

/** A process that has the queue open to read or to write it, and then does so, or sleeps. */
export const queueUser = (stage: Stage, name: string, how: 'read' | 'write', then: 'use' | 'sleep') => {
  const queue = `/${stage.dir.split('/').at(-1) ?? ''}`;
  return stage.c(source, { name, args: [queue, how, then], flags: ['-lrt'] });
};

/** Its name goes with a process that opens it for nothing else. */
export const removeQueue = (stage: Stage): Promise<string> => {
  const queue = `/${stage.dir.split('/').at(-1) ?? ''}`;
  return stage.run(['python3', '-c', `import ctypes; ctypes.CDLL('librt.so.1').mq_unlink(b'${queue}')`]);
};
