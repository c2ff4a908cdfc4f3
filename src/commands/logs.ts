/** `why-stuck logs FILE...`: what files alone tell, without a process: clock, silence, what began and never ended. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { readFiles } from '../logs/index.ts';
import { logsPage } from '../report/logs-page.ts';
import { safeInJson } from '../report/safe.ts';
import { UsageError } from '../view/errors.ts';
import type { Outcome } from './index.ts';
import { sharedOptions } from './options.ts';
import { deliver } from './print.ts';
import { say, whileTelling } from './talk.ts';

interface Options {
  readonly at?: string;
  readonly begin?: RegExp;
  readonly end?: RegExp;
  readonly key?: RegExp;
  readonly format?: string;
  readonly output?: string;
  readonly redact: boolean;
}

function expression(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw new InvalidArgumentError(`Write a regular expression, such as 'job (\\d+) started'.`);
  }
}

const examples = `
Examples:
  why-stuck logs /var/log/fetcher.log
  why-stuck logs app.log app.log.1.gz --at '2017-12-18 03:29:47'
  why-stuck logs app.log --begin 'start (\\d+)' --end 'end (\\d+)'

Where an expression for --begin and --end has a group, that is the key; --key finds it in lines that have none.`;

export function logsCommand(outcome: Outcome): Command {
  const options = sharedOptions;
  return new Command('logs')
    .description('says where logs stop: their clock, their silence, operations that began and never ended')
    .argument('<file...>', 'logs, also rotated and packed ones')
    .addOption(
      new Option('--at <time>', 'show the lines around this time too, as the log or as ISO 8601 writes it'),
    )
    .addOption(
      new Option('--begin <regex>', 'what a line says in which an operation begins').argParser(expression),
    )
    .addOption(new Option('--end <regex>', 'what a line says in which one ends').argParser(expression))
    .addOption(new Option('--key <regex>', 'what ties the two together').argParser(expression))
    .addOption(options.json())
    .addOption(options.output())
    .addOption(options.noRedact())
    .addHelpText('after', examples)
    .action(async (files: readonly string[], chosen: Options) => {
      outcome.exitCode = await printLogs(files, chosen);
    });
}

/** 0: they were read; 2: none of them could be. */
export async function printLogs(files: readonly string[], options: Options): Promise<number> {
  const { begin, end, key } = options;
  if ((begin === undefined) !== (end === undefined)) throw new UsageError('--begin and --end go together');
  if (key && !begin) throw new UsageError('--key needs --begin and --end');
  const byHand = begin && end ? { begin, end, key: key ?? null } : null;
  const reading = await whileTelling(
    'reading',
    readFiles({ files, at: options.at ?? null, byHand, redacts: options.redact, nowMs: Date.now() }),
  );
  for (const { message } of reading.warnings) say(message);
  if (reading.logs.length === 0) return 2;
  const text =
    options.format === 'json'
      ? `${safeInJson(JSON.stringify({ schemaVersion: 1, logs: reading.logs }, null, 2))}\n`
      : logsPage(reading.logs, process.stdout.columns ?? (Number(process.env['COLUMNS']) || 80));
  await deliver(text, options.output);
  return 0;
}
