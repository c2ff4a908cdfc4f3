/** All that a report is made of. */
import type { Graph } from '../../graph/graph.ts';
import type { Machine } from '../../machine/machine.ts';
import type { UserFrame } from '../../sources/python/index.ts';
import type { Judgement } from '../../verdicts/index.ts';
import type { Finding, ReportLog, Report, Warning } from '../report.ts';

export interface ReportInput {
  readonly machine: Machine;
  readonly graph: Graph;
  readonly judgement: Judgement;
  readonly query: Report['query'];
  readonly takenAtMs: number;
  readonly tookSeconds: number;
  readonly logs: readonly ReportLog[];
  readonly findings: readonly Finding[];
  readonly warnings: readonly Warning[];
  /** Hides secrets in a command line; leaves it as it is where the reader wants to see them. */
  readonly redact: (argv: readonly string[]) => readonly string[];
  readonly restart: Report['restart'];
  /** Deeper looks, where they were asked for. */
  readonly probes?: NonNullable<Report['probes']>;
  readonly userName: (uid: number) => string | null;
  /** What the program itself says of where it is, by tid; innermost frame first. */
  readonly stacks?: ReadonlyMap<number, readonly UserFrame[]>;
}

/** A sentence may quote a command line: what is hidden there is hidden here. */
export const redacted = ({ redact }: Pick<ReportInput, 'redact'>, text: string): string =>
  redact(text.split(' ')).join(' ');
