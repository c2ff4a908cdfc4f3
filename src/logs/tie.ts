/**
 * Which process an open operation belongs to: its pid or a thread's id stands in the line, else the line was written
 * when a process began, or when it stopped running. One operation a process, the nearest first.
 */
import type { Operation } from './operations.ts';
import type { Subject, Unfinished } from './shapes.ts';

export interface Tie {
  readonly operation: Operation;
  readonly pid: number;
  readonly tid: number | null;
  readonly by: Exclude<Unfinished['tiedBy'], null>;
  /** Milliseconds from the process's start (or block) to the operation's begin; 0 for one tied by its line. */
  readonly apartMs: number;
}

/** Ticks of start times, seconds of clocks, and a little for the clock being set. */
const nearMs = 2000;

const numbersIn = (text: string): ReadonlySet<number> =>
  new Set([...text.matchAll(/(?<![\w.-])(\d{1,10})(?![\w-]|\.\d)/g)].map(([, figures]) => Number(figures)));

function byLine(operation: Operation, subjects: readonly Subject[]): Tie | null {
  const text = operation.bytes.toString('latin1');
  const written = numbersIn(text);
  const own = Number(operation.key);
  for (const { pid, tids } of subjects) {
    if (pid > 1 && written.has(pid) && pid !== own)
      return { operation, pid, tid: null, by: 'pid in the line', apartMs: 0 };
    const tid = tids.find((one) => one !== pid && written.has(one) && one !== own);
    if (tid !== undefined) return { operation, pid, tid, by: 'thread in the line', apartMs: 0 };
  }
  return null;
}

/** Every process with every operation near its start or its block, the nearest first. */
function byTime(operations: readonly Operation[], subjects: readonly Subject[]): readonly Tie[] {
  return operations
    .flatMap((operation) => {
      const { beganMs } = operation;
      if (beganMs === null) return [];
      return subjects.flatMap(({ pid, startedAtMs, blockedSinceMs }): readonly Tie[] => {
        const afterStart = beganMs - startedAtMs;
        const lateness = Math.max(nearMs, operation.longestMs ?? 0);
        const beforeBlock = blockedSinceMs === null ? Number.NaN : blockedSinceMs - beganMs;
        return [
          ...(Math.abs(afterStart) <= nearMs
            ? [{ operation, pid, tid: null, by: 'time of its start' as const, apartMs: afterStart }]
            : []),
          ...(beforeBlock >= -nearMs && beforeBlock <= lateness
            ? [{ operation, pid, tid: null, by: 'time of its block' as const, apartMs: beforeBlock }]
            : []),
        ];
      });
    })
    .sort(
      (a, b) =>
        Number(b.by === 'time of its start') - Number(a.by === 'time of its start') ||
        Math.abs(a.apartMs) - Math.abs(b.apartMs),
    );
}

/** `writers` hold the log open for writing, or have children that do. */
export function tied(operations: readonly Operation[], writers: readonly Subject[]): readonly Tie[] {
  const direct = operations.flatMap((operation) => byLine(operation, writers) ?? []);
  const isTold = new Set(direct.map(({ operation }) => operation));
  const isTaken = new Set(direct.map(({ pid }) => pid));
  const ties = [...direct];
  for (const tie of byTime(
    operations.filter((one) => !isTold.has(one)),
    writers,
  )) {
    if (isTold.has(tie.operation) || isTaken.has(tie.pid)) continue;
    isTold.add(tie.operation);
    isTaken.add(tie.pid);
    ties.push(tie);
  }
  return ties;
}
