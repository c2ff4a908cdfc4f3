/** A full POSIX queue; its reader wants a record lock, which one has that waits for its turn at a shared condition. */
import type { Scene } from '../scene.ts';
import { removeQueue } from '../posix-queue.ts';

const source = `
#include <mqueue.h>
int main(int count, char **args) {
  struct mq_attr size = {.mq_maxmsg = 2, .mq_msgsize = 16};
  int writes = args[2][0] == 'w';
  mqd_t queue = mq_open(args[1], O_CREAT | (writes ? O_WRONLY : O_RDONLY), 0600, &size);
  struct flock all = {.l_type = F_WRLCK};
  say("ready\\n");
  if (!writes) fcntl(open(args[3], O_RDWR | O_CREAT, 0600), F_SETLKW, &all);
  for (;;) mq_send(queue, "x", 1, 0);
}`;

const holder = `
import fcntl, os, sys
file = open(sys.argv[1], 'w')
fcntl.lockf(file, fcntl.LOCK_EX)
reads, writes = os.pipe()
print('ready')
os.read(reads, 1)
`;

const scene: Scene = {
  title: 'the writer of a full queue, whose reader wants a lock of a process that reads its own pipe',
  shows: ['message-queue', 'file-lock', 'pipe-read'],
  with: ['C', 'Python 3'],
  needs: ['gcc', 'python3'],
  async make(stage) {
    const lock = `${stage.dir}/lock`;
    const queue = `/${stage.dir.split('/').at(-1) ?? ''}`;
    const owner = await stage.python(holder, { name: 'owner', args: [lock] });
    const reader = await stage.c(source, { name: 'reader', args: [queue, 'read', lock], flags: ['-lrt'] });
    stage.atEnd(() => removeQueue(stage).then(() => undefined));
    await stage.asleep(reader.pid, ['fcntl']);
    const writer = await stage.c(source, { name: 'writer', args: [queue, 'write', lock], flags: ['-lrt'] });
    await stage.asleep(writer.pid, ['mq_timedsend']);
    return {
      ask: [writer.pid],
      rootCauses: [{ pid: owner.pid, kind: 'pipe-read', victims: [reader.pid, writer.pid] }],
      edges: [
        { from: writer.pid, to: reader.pid, kind: 'message-queue', certain: true },
        { from: reader.pid, to: owner.pid, kind: 'file-lock', certain: true },
      ],
    };
  },
};

export default scene;
