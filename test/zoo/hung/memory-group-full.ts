/** The memory of a control group is full and its OOM killer is off: whoever asks for a page waits (version 1). */
import { newGroup } from '../control-groups.ts';
import type { Scene } from '../scene.ts';

const source = `
int main(void) {
  char text[10];
  size_t size = 64 << 20;
  say("ready\\n");
  read(0, text, sizeof text);
  char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memset(memory, 1, size);
}`;

const scene: Scene = {
  title: 'a program waits for memory in a control group that is full',
  shows: ['memory'],
  with: ['C'],
  needs: ['gcc'],
  root: true,
  async make(stage) {
    const undo = (group: { write(file: string, text: string): void }): void => {
      group.write('memory.limit_in_bytes', '-1');
      group.write('memory.oom_control', '0');
    };
    const group = await newGroup(stage, 'memory', undo, 1);
    group.write('memory.limit_in_bytes', String(16 << 20));
    group.write('memory.oom_control', '1');
    const program = await stage.c(source, { stdin: 'pipe' });
    group.add(program.pid);
    program.write('go\n');
    await stage.until('out of memory', () => group.read('memory.oom_control').includes('under_oom 1'));
    await stage.inState(program.pid, 'D');
    return { ask: [program.pid], rootCauses: [{ pid: program.pid, kind: 'memory', victims: [] }] };
  },
};

export default scene;
