/** `why-stuck <pattern...>`: diagnoses every process that matches, and everything it waits for. */
import { supportsColor } from 'chalk';
import type { Command } from 'commander';
import { exitCodeOf } from '../report/exit-code.ts';
import { renderer, type Format } from '../report/index.ts';
import type { Report } from '../report/report.ts';
import { machineOf } from '../machine/index.ts';
import type { Outcome } from './index.ts';
import { lookBack, lookLive, questionOf, type LookOptions } from './look.ts';
import { nearestLine } from './nearest.ts';
import { sharedOptions } from './options.ts';
import { deliver } from './print.ts';
import { addProbeOptions } from './probe-options.ts';
import { addRestartOptions, type RestartOptions } from './restart-options.ts';
import { say, whileTelling } from './talk.ts';

interface Options extends LookOptions, RestartOptions {
  readonly format: Format;
  readonly output?: string;
  readonly explain?: boolean;
  readonly color: boolean;
}

const examples = `
Examples:
  why-stuck fetcher            every process with "fetcher" in its command line
  why-stuck 'q -p 5000'        told apart by the whole command line
  why-stuck -p 4711 --explain  one process, with the texts that prove each claim
  why-stuck fetcher --json     for a ticket, or a script

Exit code: 0 nothing is stuck (any more), 1 something is, 2 it could not run, 3 no process matches, 4 a restart did not succeed.`;

export function diagnoseCommand(command: Command, outcome: Outcome): Command {
  const options = sharedOptions;
  command
    .description('Says why a process hangs: what it waits for, who could end that, and whose fault it is.')
    .argument(
      '[pattern...]',
      'a regular expression tried against the whole command line and the name; or a pid',
    )
    .addOption(options.pid())
    .addOption(options.json())
    .addOption(options.format())
    .addOption(options.output())
    .addOption(options.explain())
    .addOption(options.sample())
    .addOption(options.stuckAfter())
    .addOption(options.log())
    .addOption(options.noLogs())
    .addOption(options.from())
    .addOption(options.procRoot())
    .addOption(options.noRedact())
    .addOption(options.noColor());
  return addRestartOptions(addProbeOptions(command))
    .addHelpText('after', examples)
    .action(async (patterns: readonly string[], chosen: Options) => {
      outcome.exitCode =
        chosen.restart === true ? await recover(patterns, chosen) : await run(patterns, chosen);
    });
}

async function run(patterns: readonly string[], options: Options): Promise<number> {
  const { report, hint } = await look(patterns, options);
  const render = await renderer(options.format);
  await deliver(render(report, renderingOf(options)), options.output);
  if (report.verdict === 'no-match' && hint) say(hint());
  return exitCodeOf(report);
}

interface Looked {
  readonly report: Report;
  /** What to say where nothing matched. */
  readonly hint?: () => string;
}

/** Text: the report as ever, below it the plan and what was done. Every other form has it inside. */
async function recover(patterns: readonly string[], options: Options): Promise<number> {
  const { restartThem } = await import('./restart.ts');
  const { report, told, exitCode } = await restartThem(patterns, options);
  const render = await renderer(options.format);
  const text = render(report, renderingOf(options));
  await deliver(options.format === 'text' ? `${text}${told.join('\n')}\n` : text, options.output);
  return exitCode;
}

async function look(patterns: readonly string[], options: Options): Promise<Looked> {
  if (options.from !== undefined) return { report: await lookBack(options.from, patterns, options) };
  const question = questionOf(patterns, options);
  const { report, view } = await whileTelling('looking', lookLive(question, options.procRoot));
  return { report, hint: () => nearestLine(patterns, machineOf(view)) };
}

/** As wide as the terminal, 80 columns elsewhere; colours only on a terminal that nobody told to be plain. */
function renderingOf({ color, explain, output }: Options) {
  const isPlain =
    !color || output !== undefined || !process.stdout.isTTY || (process.env['NO_COLOR'] ?? '') !== '';
  const level = supportsColor === false ? 0 : supportsColor.level;
  return {
    columns: process.stdout.columns ?? (Number(process.env['COLUMNS']) || 80),
    colorLevel: isPlain ? (0 as const) : level,
    explains: explain === true,
  };
}
