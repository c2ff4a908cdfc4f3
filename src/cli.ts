/** The command line, put together out of the commands; and what each sort of failure says and returns. */
import { Command, CommanderError } from 'commander';
import { commands, diagnoseCommand } from './commands/index.ts';
import { print } from './commands/print.ts';
import { spelledOut } from './commands/probe-options.ts';
import { reasonOf } from './commands/reason.ts';
import { say } from './commands/talk.ts';
import { couldNotRun } from './report/exit-code.ts';
import { tool } from './report/tool.ts';
import { LookError, UsageError } from './view/errors.ts';

/** @returns the exit code; everything has been written by then */
export async function run(args: readonly string[]): Promise<number> {
  const outcome = { exitCode: 0 };
  const answers: string[] = [];
  const program = diagnoseCommand(new Command(tool.name), outcome)
    .version(tool.version, '-V, --version', 'the version')
    .helpOption('-h, --help', 'this text')
    .enablePositionalOptions();
  for (const command of commands) program.addCommand(command(outcome));
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => answers.push(text),
      writeErr: () => undefined,
      outputError: () => undefined,
    });
  }
  try {
    await program.parseAsync([...spelledOut(args)], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) outcome.exitCode = 0;
    else outcome.exitCode = failed(error);
  }
  if (answers.length > 0) await print(answers.join(''));
  return outcome.exitCode;
}

/** One line on stderr: why, and what to do. Only a fault of our own shows where it stands in the code. */
function failed(error: unknown): number {
  if (error instanceof CommanderError) {
    const line = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
    say(`${line}; see ${tool.name} --help`);
  } else if (error instanceof UsageError || error instanceof LookError) {
    say(error.message);
  } else {
    say(
      `a fault of its own, please report it: ${error instanceof Error ? (error.stack ?? error.message) : reasonOf(error)}`,
    );
  }
  return couldNotRun;
}
