/**
 * Its name is not its program's: who looks for it by name does not find it, or finds another one. Proven by the name
 * in /proc/PID/stat beside the link exe and the arguments, and in one case by its older children, forked before it
 * started itself anew (exec), which still bear the name that it had.
 *
 * The kernel names a process after the file that it executes, a script after the script, and keeps 15 bytes. Silent
 * about every name that stands somewhere in its arguments or its exe; about titles (`nginx: worker`, `(sd-pam)`) and
 * names of threads (`MainThread`), which are meant for people; about other links to the same program (`vi`, busybox),
 * by which it was called both in name and argument.
 */
import type { Machine, Process } from '../../machine/machine.ts';
import { valueOf } from '../../view/view.ts';
import { baseName, titled, withoutDeleted, type Finding, type FindingRule } from './finding.ts';
import { generationsOf } from './generations.ts';

export const nameMismatch: FindingRule = (machine, subjects) =>
  subjects.flatMap((process): readonly Finding[] => {
    const why = formerName(machine, process) ?? strangeName(process) ?? strangeArgument(process);
    return why === null
      ? []
      : [{ kind: 'name-mismatch', pids: [process.pid], summary: `${titled(process)} ${why}` }];
  });

/** Its workers of before all have one name, those of now have its own, and that is another one. */
function formerName(machine: Machine, process: Process): string | null {
  const generations = generationsOf(machine, process);
  const [oldest, ...others] = generations?.older ?? [];
  if (!generations || !oldest || oldest.name === process.name) return null;
  const isPlain =
    others.every(({ name }) => name === oldest.name) &&
    generations.younger.every(({ name }) => name === process.name);
  return isPlain
    ? `was called ${oldest.name} before it started itself anew (exec): its older children still bear that name`
    : null;
}

/** A name as a program has it, and none of those that its file and its arguments give it. */
function strangeName(process: Process): string | null {
  const { name } = process;
  const [argv, exe] = [valueOf(process.argv), valueOf(process.exe)];
  if (argv === null || argv.length === 0 || exe === null || !isProgramName(name)) return null;
  const program = baseName(withoutDeleted(exe));
  const words = argv.flatMap((arg) => arg.split(/[\s:/=,]+/));
  if ([program, ...words, ...exe.split('/')].some((word) => areAlike(name, word))) return null;
  if (namesItsThreads(process)) return null;
  return `is called so, but its program is ${program}`;
}

/** It was executed under a name of no file: `exec -a other program`. A path, a login shell and a title are no such thing. */
function strangeArgument(process: Process): string | null {
  const [argv, exe] = [valueOf(process.argv), valueOf(process.exe)];
  const [zeroth = '', ...others] = argv ?? [];
  // a title overwrites all arguments: `npm` may be one
  if (exe === null || !isProgramName(zeroth) || others.every((arg) => arg === '')) return null;
  const program = baseName(withoutDeleted(exe));
  const words = [process.name, program, ...others.flatMap((arg) => arg.split(/[\s:/=,]+/))];
  if (words.some((word) => areAlike(zeroth, word))) return null;
  return `shows itself as ${zeroth} in its command line, but its program is ${program}`;
}

const isProgramName = (name: string): boolean =>
  /^[a-z0-9][\w.+/-]*$/.test(name) && !name.startsWith('-') && !isPath(name);

/** `kworker/0:1` is what a kernel thread would be called. */
const isPath = (name: string): boolean => name.includes('/') && !/^[a-z]+\/\w+$/.test(name);

/** One is the beginning of the other, or stands inside of it: `python3` and `python3.11`, `vim.basic` and `vim`. */
function areAlike(one: string, other: string): boolean {
  const [a, b] = [plain(one), plain(other)];
  if (a === '' || b === '') return false;
  return a.length <= b.length ? b.includes(a) : b.length > 1 && a.includes(b);
}

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** A program that names its threads names the first one too. */
const namesItsThreads = ({ name, threads }: Process): boolean =>
  threads.some((thread) => thread.name !== name);
