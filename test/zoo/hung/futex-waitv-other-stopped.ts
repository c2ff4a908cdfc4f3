/** futex_waitv(2) on two words in shared memory, which only a stopped process would wake. */
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
struct one { uint64_t value, address; uint32_t flags, reserved; };
int main(void) {
  uint32_t *words = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  struct one both[2] = {{0, (uintptr_t)&words[0], 2, 0}, {0, (uintptr_t)&words[16], 2, 0}};
  pid_t child = fork();
  if (child == 0) for (;;) pause();
  if (syscall(449, NULL, 0, 0, NULL, 0) < 0 && errno == ENOSYS) say("refused\\n");
  say("ready %d\\n", child);
  syscall(449, both, 2, 0, NULL, 0);
}`;

const scene: Scene = {
  title: 'waits for any of two futexes that a stopped child would wake',
  shows: ['futex', 'stopped'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const parent = await stage.c(source);
    if (parent.lines[0] === 'refused') stage.skip('this kernel has no futex_waitv');
    const child = Number(await parent.line('ready'));
    await stop(stage, child);
    await stage.until('the parent asleep', () => stage.state(parent.pid) === 'S');
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: child, kind: 'stopped', victims: [parent.pid] }],
      edges: [{ from: parent.pid, to: child, kind: 'futex', certain: true }],
      statuses: { [parent.pid]: 'stuck' },
    };
  },
};

export default scene;
