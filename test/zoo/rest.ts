/** What scenes say and need where nothing is wrong. */
import type { Program, Stage, Truth } from './scene.ts';

/** Blocked where a program at rest waits; a timer of its own may have woken it during the look. */
export const atRest = ['idle', 'running'] as const;

export const allAre = (
  pids: readonly number[],
  status: string | readonly string[],
): NonNullable<Truth['statuses']> => Object.fromEntries(pids.map((pid) => [pid, status]));

/** A program and all that descends from it, in no particular order. */
export const tree = (stage: Stage, pid: number): readonly number[] => [
  pid,
  ...stage.children(pid).flatMap((child) => tree(stage, child)),
];

/** The truth of a server at rest with all its processes. */
export const restingTree = (stage: Stage, pid: number): Truth => {
  const pids = tree(stage, pid);
  return { ask: [pid], statuses: allAre(pids, atRest) };
};

/** A command on a terminal that script(1) serves, as a person has it; what is written to `terminal` is typed. */
export const atTerminal = async (
  stage: Stage,
  command: string,
): Promise<{ readonly terminal: Program; readonly child: number }> => {
  const argv = ['script', '--quiet', '--return', '--command', `exec ${command}`, '/dev/null'];
  const terminal = await stage.start(argv, { stdin: 'pipe', ready: null, env: { TERM: 'xterm' } });
  const child = await stage.until('a program at the terminal', () => stage.children(terminal.pid)[0]);
  return { terminal, child };
};
