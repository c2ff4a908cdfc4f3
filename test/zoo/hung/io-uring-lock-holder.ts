/** io_uring_enter(2) waits for a completion: of a read from a pipe that only this process has. */
import { wantsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
#include <linux/io_uring.h>
int main(int count, char **args) {
  struct io_uring_params with = {0};
  char byte;
  int ends[2], lock = open(args[1], O_RDWR | O_CREAT, 0666), ring = syscall(SYS_io_uring_setup, 4, &with);
  if (ring < 0) return say("refused\\n"), 1;
  pipe(ends);
  char *queue = mmap(NULL, with.sq_off.array + with.sq_entries * 4, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
  struct io_uring_sqe *entry = mmap(NULL, with.sq_entries * sizeof *entry, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
  *entry = (struct io_uring_sqe){.opcode = IORING_OP_READ, .fd = ends[0], .addr = (uintptr_t)&byte, .len = 1};
  *(unsigned *)(queue + with.sq_off.array) = 0;
  __atomic_store_n((unsigned *)(queue + with.sq_off.tail), 1, __ATOMIC_RELEASE);
  flock(lock, LOCK_EX);
  say("ready\\n");
  syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0);
}`;

const scene: Scene = {
  title: 'the holder of a lock waits for a completion of its io_uring that will not come',
  shows: ['poll', 'file-lock'],
  with: ['C', 'Perl'],
  needs: ['gcc', 'perl'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const holder = await stage.c(source, { args: [file] });
    await stage.asleep(holder.pid, ['io_uring_enter']);
    const waiter = await wantsFlock(stage, file);
    return {
      ask: [waiter.pid],
      rootCauses: [{ pid: holder.pid, kind: 'poll', victims: [waiter.pid] }],
      edges: [{ from: waiter.pid, to: holder.pid, kind: 'file-lock', certain: true }],
    };
  },
};

export default scene;
