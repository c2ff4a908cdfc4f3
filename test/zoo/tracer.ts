/** A small debugger for scenes: it stops a process and then does something else. */
import type { Program, Stage } from './scene.ts';

const source = (then: string): string => `
#include <sys/ptrace.h>
int main(int count, char **args) {
  pid_t target = atoi(args[1]);
  int status;
  ptrace(PTRACE_ATTACH, target, NULL, NULL);
  waitpid(target, &status, __WALL);
  say("ready\\n");
  ${then}
}`;

/** Attaches to a process, waits until that has stopped, and then does what `then` (C) says. */
export const attach = async (
  stage: Stage,
  target: number,
  then: string,
  args: readonly string[] = [],
): Promise<Program> => {
  const tracer = await stage.c(source(then), { name: 'tracer', args: [String(target), ...args] });
  await stage.inState(target, 't');
  return tracer;
};
