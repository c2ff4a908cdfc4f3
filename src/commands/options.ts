/** Each option that several commands share, once: how it is written, what it means, what is wrong with a value. */
import { InvalidArgumentError, Option } from 'commander';
import { formatNames, isFormat, type Format } from '../report/index.ts';
import { UsageError } from '../view/errors.ts';
import { durationOf } from './duration.ts';

/** Two looks further apart than this are two diagnoses. */
const longestSampleSeconds = 3600;

function duration(text: string): number {
  const seconds = durationOf(text);
  if (seconds === null) throw new InvalidArgumentError('Write it as 300ms, 2s, 5m or 1h30m.');
  return seconds;
}

function sampleDuration(text: string): number {
  const seconds = duration(text);
  if (seconds > longestSampleSeconds) throw new InvalidArgumentError('It can be 1h at most.');
  return seconds;
}

function pid(text: string, known: readonly number[]): readonly number[] {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > 2 ** 31 - 1) {
    throw new InvalidArgumentError('A process id is a number such as 4711.');
  }
  return known.includes(number) ? known : [...known, number];
}

const collect = (value: string, known: readonly string[]): readonly string[] => [...known, value];

function format(name: string): Format {
  if (!isFormat(name)) throw new InvalidArgumentError(`Write one of ${formatNames.join(', ')}.`);
  return name;
}

export const sharedOptions = {
  pid: () =>
    new Option('-p, --pid <pid>', 'a process by its id (repeatable)').argParser(pid).default([], 'none'),
  json: () =>
    new Option('--json', 'the report as JSON, the same as --format json').implies({ format: 'json' }),
  format: () =>
    new Option('--format <name>', `how to print it: ${formatNames.join(' or ')}`)
      .argParser(format)
      .default('text'),
  output: () => new Option('-o, --output <file>', 'write it into a file instead of stdout'),
  sample: () =>
    new Option('--sample <duration>', 'how long to watch for progress; 0 looks once')
      .argParser(sampleDuration)
      .default(0.3, '300ms'),
  stuckAfter: () =>
    new Option(
      '--stuck-after <duration>',
      'how long an otherwise unexplained wait must have lasted to count as stuck',
    )
      .argParser(duration)
      .default(60, '60s'),
  log: () =>
    new Option('-l, --log <file>', 'a log to correlate, beside those that are open (repeatable)')
      .argParser(collect)
      .default([], 'none'),
  noLogs: () => new Option('--no-logs', 'read no logs'),
  explain: () => new Option('--explain', 'show the evidence behind each claim'),
  from: () =>
    new Option('--from <file>', 'diagnose a recording (made by `why-stuck record`), not this machine'),
  procRoot: () =>
    new Option('--proc-root <dir>', "another /proc: a captured tree, or a host's inside a container").default(
      '/proc',
    ),
  noRedact: () => new Option('--no-redact', 'leave secrets in command lines as they are'),
  noColor: () => new Option('--no-color', 'plain text (NO_COLOR does the same)'),
} as const;

/** Words that JavaScript itself says about a bad expression, without its preamble. */
const complaintOf = (error: unknown): string =>
  error instanceof Error ? error.message.replace(/^.*: /s, '') : '';

/** A pattern is a regular expression; one that is none is told before anything is read. */
export function checkPatterns(patterns: readonly string[]): void {
  for (const pattern of patterns) {
    if (pattern === '')
      throw new UsageError('an empty pattern matches everything; write a part of the command line');
    try {
      void RegExp(pattern);
    } catch (error) {
      const literal = pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
      throw new UsageError(
        `"${pattern}" is no regular expression (${complaintOf(error).toLowerCase()}); to find that very text write '${literal}'`,
        { cause: error },
      );
    }
  }
}
