/** userfaultfd(2): whoever touches a page of the range waits until somebody supplies it, and nobody does. */
import type { Scene } from '../scene.ts';

const source = `
#include <linux/userfaultfd.h>
int main(void) {
  struct uffdio_api api = {.api = UFFD_API};
  int faults = syscall(SYS_userfaultfd, O_CLOEXEC), zero = open("/dev/zero", O_RDONLY);
  if (faults < 0 || ioctl(faults, UFFDIO_API, &api) < 0) return say("refused\\n"), 1;
  char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  struct uffdio_register range = {.range = {(uintptr_t)page, 4096}, .mode = UFFDIO_REGISTER_MODE_MISSING};
  ioctl(faults, UFFDIO_REGISTER, &range);
  say("ready\\n");
  read(zero, page, 1);
}`;

const scene: Scene = {
  title: 'a read into a page that a userfaultfd should supply and nobody does',
  shows: ['page-fault'],
  with: ['C'],
  needs: ['gcc'],
  root: true,
  async make(stage) {
    const program = await stage.c(source);
    await stage.asleep(program.pid, ['read']);
    return { ask: [program.pid], rootCauses: [{ pid: program.pid, kind: 'page-fault', victims: [] }] };
  },
};

export default scene;
