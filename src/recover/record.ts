/** What was done, step by step: for the report, and for the audit log, whose line is on the disk before a signal is sent. */
import type { Hands, Identity } from './hands.ts';

export interface Step {
  readonly atMs: number;
  readonly step: string;
  readonly ok: boolean;
  readonly detail: string;
}

export interface Record {
  readonly steps: readonly Step[];
  add(step: string, ok: boolean, detail: string): void;
}

/** A log that cannot be written holds nothing up, and is told once. */
export function recordOf(
  hands: Pick<Hands, 'nowMs' | 'append'>,
  auditFile: string | null,
  about: Identity & { readonly name: string },
): Record {
  const steps: Step[] = [];
  let isSilent = auditFile === null;
  const write = ({ atMs, ...step }: Step): void => {
    if (isSilent || auditFile === null) return;
    const line = {
      at: new Date(atMs).toISOString(),
      pid: about.pid,
      startTicks: about.startTicks,
      name: about.name,
      ...step,
    };
    try {
      hands.append(auditFile, `${JSON.stringify(line)}\n`);
    } catch (error) {
      isSilent = true;
      const why = error instanceof Error ? error.message : String(error);
      steps.push({
        atMs,
        step: 'audit',
        ok: false,
        detail: `nothing more is recorded in ${auditFile}: ${why}`,
      });
    }
  };
  return {
    steps,
    add(step, ok, detail) {
      const one = { atMs: hands.nowMs(), step, ok, detail };
      steps.push(one);
      write(one);
    },
  };
}
