/** The options of `--restart`: how each is written, what it means, what is wrong with a value. None has a value unless it is given. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { durationOf } from './duration.ts';

/** As in recover/origin: named again here, since a plain diagnosis does not load that. */
const ways = ['systemd', 'service', 'supervisord', 'pm2', 'container', 'plain', 'command'] as const;

/** As commander hands them over. */
export interface RestartOptions {
  readonly restart?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly via?: (typeof ways)[number];
  readonly command?: string;
  readonly killAfter?: number;
  readonly settle?: number;
  readonly threshold?: number;
  readonly expectLog?: { readonly file: string; readonly text: string };
  readonly expectWithin?: number;
  readonly tries?: number;
  readonly maxDelay?: number;
  readonly max?: number;
  readonly whenMemoryAbove?: number;
  readonly whenStuck?: boolean;
  readonly ifRunning?: boolean;
  readonly startIfMissing?: boolean;
  readonly limit?: { readonly times: number; readonly seconds: number };
  readonly pidFile?: string;
  readonly config?: string;
  readonly audit?: string;
  readonly capture?: string;
  readonly stateDir?: string;
}

function seconds(text: string): number {
  const value = durationOf(text);
  if (value === null) throw new InvalidArgumentError('Write it as 300ms, 2s, 5m or 1h30m.');
  return value;
}

function count(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 1_000_000)
    throw new InvalidArgumentError('Write a number from 1 on.');
  return value;
}

function share(text: string): number {
  const value = Number(/^(\d+(?:\.\d+)?)%$/.exec(text)?.[1] ?? Number.NaN);
  if (!(value > 0 && value < 100)) throw new InvalidArgumentError('Write a share such as 80%.');
  return value / 100;
}

function limit(text: string): { readonly times: number; readonly seconds: number } {
  const [, times, period] = /^(\d+)\/(.+)$/.exec(text) ?? [];
  const value = durationOf(period ?? '');
  if (times === undefined || value === null || Number(times) < 1)
    throw new InvalidArgumentError('Write how often in which time, such as 3/1h.');
  return { times: Number(times), seconds: value };
}

/** The text may hold colons, the name of a file seldom does. */
function expectedLog(value: string): { readonly file: string; readonly text: string } {
  const [, file, text] = /^([^:]+):(.+)$/s.exec(value) ?? [];
  if (file === undefined || text === undefined)
    throw new InvalidArgumentError('Write FILE:TEXT, such as /var/log/app.log:started.');
  return { file, text };
}

function way(text: string): (typeof ways)[number] {
  const found = ways.find((one) => one === text);
  if (found === undefined) throw new InvalidArgumentError(`Write one of ${ways.join(', ')}.`);
  return found;
}

/** What may stand in a settings file, by the name of the option. */
export const valueParsers: Readonly<Record<string, (text: string) => unknown>> = {
  via: way,
  command: (text) => text,
  killAfter: seconds,
  settle: seconds,
  threshold: seconds,
  expectLog: expectedLog,
  expectWithin: seconds,
  tries: count,
  maxDelay: seconds,
  whenMemoryAbove: share,
  limit,
  pidFile: (text) => text,
};

const options: readonly (() => Option)[] = [
  () => new Option('--restart', 'stop what is stuck and start it again, verified; asks first'),
  () => new Option('--yes', 'do not ask'),
  () => new Option('--dry-run', 'print the plan, and do nothing'),
  () => new Option('--force', 'restart what matches even if it is not stuck'),
  () => new Option('--via <way>', 'how it was started, where that is known better').choices(ways),
  () => new Option('--command <text>', 'start it by this command line of sh'),
  () => new Option('--kill-after <duration>', 'from SIGTERM to SIGKILL (default: 5s)').argParser(seconds),
  () => new Option('--settle <duration>', 'wait between stop and start').argParser(seconds),
  () =>
    new Option('--threshold <duration>', 'who ends sooner has not started (default: 1s)').argParser(seconds),
  () =>
    new Option('--expect-log <file:text>', 'a line with this text must come after the start').argParser(
      expectedLog,
    ),
  () =>
    new Option(
      '--expect-within <duration>',
      'how long that, and its sockets, may take (default: 30s)',
    ).argParser(seconds),
  () => new Option('--tries <number>', 'starts, where it ends at once (default: 3)').argParser(count),
  () =>
    new Option(
      '--max-delay <duration>',
      'the longest pause between tries; it doubles from 1s (default: 1h)',
    ).argParser(seconds),
  () => new Option('--max <number>', 'programs that may be restarted (default: 1)').argParser(count),
  () =>
    new Option(
      '--when-memory-above <share>',
      'restart where more of the memory is in use, such as 80%',
    ).argParser(share),
  () => new Option('--when-stuck', 'restart what is stuck; the default, unless another condition is named'),
  () => new Option('--if-running', 'exit with 0 where nothing matches'),
  () => new Option('--start-if-missing', 'start it by --command where nothing matches'),
  () => new Option('--limit <times/duration>', 'restarts of one target, such as 3/1h').argParser(limit),
  () => new Option('--pid-file <file>', 'the target stands in it; the new pid is written into it'),
  () => new Option('--config <file>', 'settings for each target, as JSON (docs/recovery.md)'),
  () => new Option('--audit <file>', 'the record of every step, beside the state by default'),
  () => new Option('--capture <dir>', 'write the report and a recording there before anything is ended'),
  () => new Option('--state-dir <dir>', 'what is remembered between runs'),
];

export function addRestartOptions(command: Command): Command {
  for (const option of options) command.addOption(option());
  return command;
}
