/**
 * Which process an open operation belongs to: its pid, or the id or the name of one of its threads stands in the line;
 * else the line was written when a process began, or when it stopped running. By time only where nobody else could be
 * meant: of two workers that began together neither is blamed. What is named by a process's own pid is its life, and no
 * operation of it.
 */
import type { Operation } from './operations.ts';
import type { Subject, Unfinished } from './shapes.ts';

/** A thread as it may be told in a line. */
export interface Tellable {
  readonly tid: number;
  /** In its own pid namespace too. */
  readonly ids: readonly number[];
  readonly name: string;
}

export interface Writer extends Subject {
  readonly threads: readonly Tellable[];
}

export interface Tie {
  readonly operation: Operation;
  readonly pid: number;
  readonly tid: number | null;
  readonly by: Exclude<Unfinished['tiedBy'], null>;
  /** Milliseconds from the process's start to the operation's begin, or from there to its block; 0 by its line. */
  readonly apartMs: number;
}

/** Ticks of start times, whole seconds of clocks, and a little for the clock being set. */
const nearMs = 2000;
/** The kernel keeps so many bytes of a thread's name (PR_SET_NAME(2const)). */
const longestName = 15;
const headTokens = 3;

/** Numbers that stand where ids of processes stand: `[812]`, `pid=812`, `worker 812`, or before the message. */
function idsIn(text: string): ReadonlySet<number> {
  const ids = new Set<number>();
  const marked =
    /(?:[[(<]|\b(?:pid|tid|process|thread|worker|child)["']?\s*[=:#"'([]?\s*)(?:0x[0-9a-f]+|\d+)\b/gi;
  for (const [found] of text.matchAll(marked)) ids.add(Number(/(?:0x[0-9a-f]+|\d+)$/i.exec(found)?.[0]));
  for (const token of text
    .split(/[\s|[\]():,]+/)
    .filter((one) => one !== '')
    .slice(0, headTokens)) {
    if (/^\d+$/.test(token)) ids.add(Number(token));
  }
  return ids;
}

const tokensIn = (text: string): readonly string[] => text.split(/[\s|[\](){}<>:;,="']+/);

/** Names that one thread has, and that say something. */
function ownNames({ threads }: Writer): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { name } of threads) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Map(
    threads.flatMap(({ name, tid }) =>
      name.length > 3 && counts.get(name) === 1 ? [[name, tid] as const] : [],
    ),
  );
}

const isNamed = (token: string, name: string): boolean =>
  token === name || (name.length === longestName && token.length > longestName && token.startsWith(name));

function byLine(operation: Operation, writers: readonly Writer[]): Tie | null {
  const ids = idsIn(operation.words);
  const own = Number(operation.key);
  const tokens = tokensIn(operation.words);
  for (const writer of writers) {
    const { pid, threads } = writer;
    const leader = threads.find(({ tid }) => tid === pid)?.ids ?? [pid];
    const tie = (tid: number | null, by: Tie['by']): Tie => ({ operation, pid, tid, by, apartMs: 0 });
    if (leader.some((id) => id > 1 && id !== own && ids.has(id))) return tie(null, 'pid in the line');
    const thread = threads.find(
      ({ tid, ids: all }) => tid !== pid && all.some((id) => id !== own && ids.has(id)),
    );
    if (thread) return tie(thread.tid, 'thread in the line');
    if (threads.length < 2) continue;
    const named = [...ownNames(writer)].find(([name]) => tokens.some((token) => isNamed(token, name)));
    if (named) return tie(named[1], 'thread in the line');
  }
  return null;
}

const isLifeOf = ({ key }: Operation, { pid, threads }: Writer): boolean =>
  Number(key) === pid || threads.some(({ ids }) => ids.includes(Number(key)));

function nearStart(operation: Operation, { pid, startedAtMs }: Writer): Tie | null {
  const apartMs = (operation.beganMs ?? Number.NaN) - startedAtMs;
  return Math.abs(apartMs) <= nearMs ? { operation, pid, tid: null, by: 'time of its start', apartMs } : null;
}

function nearBlock(operation: Operation, { pid, blockedSinceMs }: Writer): Tie | null {
  const apartMs = (blockedSinceMs ?? Number.NaN) - (operation.beganMs ?? Number.NaN);
  const isNear = apartMs >= -nearMs && apartMs <= Math.max(nearMs, operation.longestMs ?? 0);
  return isNear ? { operation, pid, tid: null, by: 'time of its block', apartMs } : null;
}

/** The nearest first, each operation and each process once; nobody where more processes than operations are near. */
function matched(
  operations: readonly Operation[],
  writers: readonly Writer[],
  near: (operation: Operation, writer: Writer) => Tie | null,
): readonly Tie[] {
  const all = operations.flatMap((operation) =>
    writers.flatMap((writer) => (isLifeOf(operation, writer) ? [] : (near(operation, writer) ?? []))),
  );
  const isClear = ({ operation }: Tie): boolean => {
    const pids = new Set(all.filter((one) => one.operation === operation).map(({ pid }) => pid));
    const others = new Set(all.filter(({ pid }) => pids.has(pid)).map((one) => one.operation));
    return pids.size <= others.size;
  };
  const ties: Tie[] = [];
  for (const tie of all.filter(isClear).sort((a, b) => Math.abs(a.apartMs) - Math.abs(b.apartMs))) {
    if (!ties.some(({ operation, pid }) => operation === tie.operation || pid === tie.pid)) ties.push(tie);
  }
  return ties;
}

/** `writers` hold the log open for writing, or somebody writes it for them. */
export function tied(operations: readonly Operation[], writers: readonly Writer[]): readonly Tie[] {
  const ties: Tie[] = operations.flatMap((operation) => byLine(operation, writers) ?? []);
  for (const near of [nearStart, nearBlock]) {
    const open = operations.filter((one) => !ties.some(({ operation }) => operation === one));
    const free = writers.filter(({ pid }) => !ties.some((tie) => tie.pid === pid));
    ties.push(...matched(open, free, near));
  }
  return ties;
}
