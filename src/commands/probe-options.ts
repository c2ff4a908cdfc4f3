/** Deeper looks: each is asked for by an option of its own, since each does something to the process that it looks at. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Question } from '../diagnose.ts';
import { durationOf } from './duration.ts';

export interface ProbeOptions {
  /** Seconds. */
  readonly strace?: number;
  readonly gdb?: boolean;
  readonly stacks?: boolean;
  readonly deep?: boolean;
}

const usualSeconds = 2;
const longestSeconds = 60;

function straceSeconds(text: string): number {
  const seconds = durationOf(text);
  if (seconds === null || seconds <= 0 || seconds > longestSeconds)
    throw new InvalidArgumentError('Write how long it is to watch: 500ms, 2s, 1m at most.');
  return seconds;
}

const options: readonly (() => Option)[] = [
  () =>
    new Option('--strace [duration]', 'have strace watch the system calls of what is stuck, for 2s (ptrace)')
      .argParser(straceSeconds)
      .preset(`${usualSeconds}s`),
  () => new Option('--gdb', 'have gdb read the native stacks of what is stuck; pauses it (ptrace)'),
  () =>
    new Option(
      '--stacks',
      "ask the language's run time for its stacks: Java (jcmd), Node (its inspector), else eu-stack or gdb",
    ),
  () => new Option('--deep', 'all of these that suit'),
];

export function addProbeOptions(command: Command): Command {
  for (const option of options) command.addOption(option());
  return command;
}

export function probesOf({
  strace,
  gdb,
  stacks,
  deep,
}: ProbeOptions): NonNullable<Question['probes']> | null {
  if (strace === undefined && gdb !== true && stacks !== true && deep !== true) return null;
  return {
    straceSeconds: strace ?? (deep === true ? usualSeconds : null),
    gdb: gdb === true,
    stacks: stacks === true || deep === true,
  };
}

/** A pattern may follow `--strace`: only a duration belongs to it. */
export const spelledOut = (args: readonly string[]): readonly string[] =>
  args.map((word, at) =>
    word === '--strace' && durationOf(args[at + 1] ?? '') === null ? `--strace=${usualSeconds}s` : word,
  );

/** Out of a recording, which may come from anywhere. */
export const isWanted = (value: unknown): value is NonNullable<Question['probes']> =>
  typeof value === 'object' &&
  value !== null &&
  'straceSeconds' in value &&
  (value.straceSeconds === null || (typeof value.straceSeconds === 'number' && value.straceSeconds > 0)) &&
  'gdb' in value &&
  typeof value.gdb === 'boolean' &&
  'stacks' in value &&
  typeof value.stacks === 'boolean';
