/** The same in user space: no system call at all, and a lock in hand. */
import { wantsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
#include <linux/userfaultfd.h>
int main(int count, char **args) {
  struct uffdio_api api = {.api = UFFD_API};
  int faults = syscall(SYS_userfaultfd, O_CLOEXEC), lock = open(args[1], O_RDWR | O_CREAT, 0666);
  if (faults < 0 || ioctl(faults, UFFDIO_API, &api) < 0) return say("refused\\n"), 1;
  volatile char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  struct uffdio_register range = {.range = {(uintptr_t)page, 4096}, .mode = UFFDIO_REGISTER_MODE_MISSING};
  ioctl(faults, UFFDIO_REGISTER, &range);
  flock(lock, LOCK_EX);
  say("ready\\n");
  page[0] = 1;
}`;

const scene: Scene = {
  title: 'the holder of a lock has touched a page that a userfaultfd should supply and nobody does',
  shows: ['page-fault', 'file-lock'],
  with: ['C', 'Perl'],
  needs: ['gcc', 'perl'],
  root: true,
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const holder = await stage.c(source, { args: [file] });
    const waiter = await wantsFlock(stage, file);
    await stage.until('a page fault', () => ['S', 'D'].includes(stage.state(holder.pid) ?? ''));
    return {
      ask: [waiter.pid],
      rootCauses: [{ pid: holder.pid, kind: 'page-fault', victims: [waiter.pid] }],
      edges: [{ from: waiter.pid, to: holder.pid, kind: 'file-lock', certain: true }],
    };
  },
};

export default scene;
