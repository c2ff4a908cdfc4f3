/** The commands: one file each, one line here. Without a name, why-stuck diagnoses. */
import type { Command } from 'commander';
import { logsCommand } from './logs.ts';
import { recordCommand } from './record.ts';
import { superviseCommand } from './supervise.ts';

export { diagnoseCommand } from './diagnose.ts';

/** Where a command leaves its exit code. */
export interface Outcome {
  exitCode: number;
}

export const commands: readonly ((outcome: Outcome) => Command)[] = [
  recordCommand,
  logsCommand,
  superviseCommand,
];
