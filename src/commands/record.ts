/** `why-stuck record [pattern...] -o FILE`: everything that a diagnosis reads, as one file, to diagnose elsewhere. */
import { Command } from 'commander';
import { recorded } from '../logs/index.ts';
import { recordingOf, recordingText } from '../view/recorder.ts';
import { exitCodeOf } from '../report/exit-code.ts';
import { tool } from '../report/tool.ts';
import type { Outcome } from './index.ts';
import { lookLive, questionOf, type LookOptions } from './look.ts';
import { sharedOptions } from './options.ts';
import { deliver } from './print.ts';
import { addProbeOptions } from './probe-options.ts';
import { say, whileTelling } from './talk.ts';

interface Options extends LookOptions {
  readonly output?: string;
}

export function recordCommand(outcome: Outcome): Command {
  const options = sharedOptions;
  return addProbeOptions(new Command('record'))
    .description(
      'writes everything that a diagnosis reads into one file, secrets hidden, for why-stuck --from FILE',
    )
    .argument('[pattern...]', 'as for a diagnosis')
    .addOption(options.pid())
    .addOption(options.output())
    .addOption(options.sample())
    .addOption(options.stuckAfter())
    .addOption(options.log())
    .addOption(options.noLogs())
    .addOption(options.procRoot())
    .addOption(options.noRedact())
    .action(async (patterns: readonly string[], chosen: Options) => {
      outcome.exitCode = await run(patterns, chosen);
    });
}

async function run(patterns: readonly string[], options: Options): Promise<number> {
  const question = questionOf(patterns, options);
  const { report, view, logs } = await whileTelling('recording', lookLive(question, options.procRoot));
  const recording = recordingOf(view, {
    toolVersion: tool.version,
    query: { patterns: question.patterns, pids: question.pids },
    secrets: question.redacts ? 'hidden' : 'shown',
  });
  const asked = question.probes ? { probes: question.probes } : {};
  const text = recordingText({ ...recording, ...asked, ...(logs ? { logs: recorded(logs) } : {}) });
  await deliver(text, options.output);
  const where = options.output ?? 'stdout';
  say(
    `recorded ${report.processes.length} processes (${report.verdict}), ${text.length} bytes, into ${where}`,
  );
  return exitCodeOf(report);
}
