/** Graphs made by hand: a thread in one line, by what it waits for and who could end that. */
import type { Process, Thread } from '../../src/machine/machine.ts';
import { graphOf, type Graph, type Node, type Relation } from '../../src/graph/graph.ts';
import { found, missing } from '../../src/view/view.ts';
import type { Ender, Kind, Wait } from '../../src/waits/wait.ts';

export interface Sketch extends Partial<Omit<Wait, 'pid' | 'tid' | 'kind' | 'enders'>> {
  readonly pid: number;
  /** Default: the leader. */
  readonly tid?: number;
  readonly ppid?: number;
  readonly pgid?: number;
  readonly name?: string;
  readonly argv?: readonly string[];
  readonly state?: string;
  /** null: it runs. */
  readonly kind: Kind | null;
  readonly enders?: readonly Ender[];
  readonly motion?: Node['motion'];
  readonly startTicks?: number;
  /** Seconds for which it is known to be blocked, at the least. */
  readonly blocked?: number;
  readonly cgroups?: Readonly<Record<string, string>>;
}

type Need = Extract<Ender, { by: 'task' }>['need'];

/** Somebody who could end a wait. */
export const task = (pid: number, object = 'lock', need: Need = 'release', tid?: number): Ender => ({
  by: 'task',
  pid,
  ...(tid === undefined ? {} : { tid }),
  object,
  need,
  turn: null,
});

export const child = (pid: number): Ender => task(pid, `child ${pid}`, 'exit');

export const blockedSource = '/proc/1/sched';

export function nodeOf(sketch: Sketch): Node {
  const { pid, tid = pid, name = 'program', kind, enders = [], motion = 'still', blocked = 100 } = sketch;
  const process: Process = {
    pid,
    ppid: sketch.ppid ?? 1,
    pgid: sketch.pgid ?? pid,
    sid: sketch.pgid ?? pid,
    ttyNr: 0,
    tpgid: -1,
    name,
    state: sketch.state ?? 'S',
    startTicks: sketch.startTicks ?? pid,
    startStack: 0,
    cpuTicks: 4,
    rssBytes: 4096,
    threadCount: 1,
    isKernel: false,
    argv: found(sketch.argv ?? [name]),
    exe: found(`/usr/bin/${name}`),
    cwd: missing('denied', 'not permitted'),
    abi: 'x86_64',
    uid: 0,
    tracerPid: 0,
    signals: null,
    cgroups: new Map(Object.entries(sketch.cgroups ?? {})),
    threads: [],
    thread: () => null,
    namespace: () => null,
  };
  const thread: Thread = {
    pid,
    tid,
    name,
    state: sketch.state ?? 'S',
    process,
    call: {
      in: 'call',
      call: { number: 45, name: 'recvfrom', args: [7n, 0x7f00n, 0xffffffffn], sp: 0n, pc: 0n },
      text: '45 0x7 …',
    },
    wchan: 'wait_woken',
    wchanSeen: true,
    stack: ['sk_wait_data'],
    blockedFor: { atLeast: blocked, atMost: blocked + 1, source: blockedSource },
    cpuTicks: 4,
    innerTid: tid,
  };
  const wait: Wait | null = kind && {
    pid,
    tid,
    kind,
    fd: null,
    object: `${kind} of ${pid}`,
    timeoutSeconds: null,
    posture: 'owed',
    because: `${kind} of ${pid}`,
    evidence: [{ source: `/proc/${pid}/syscall`, text: '45 0x7' }],
    ...waitPart(sketch),
    enders,
  };
  return { pid, tid, thread, process, wait, motion };
}

/** What of a sketch belongs to its wait. */
function waitPart(sketch: Sketch): Partial<Wait> {
  const {
    fd,
    object,
    timeoutSeconds,
    posture,
    because,
    evidence,
    side,
    silentSeconds,
    members,
    facts,
    signalEnds,
  } = sketch;
  const given = {
    fd,
    object,
    timeoutSeconds,
    posture,
    because,
    evidence,
    side,
    silentSeconds,
    members,
    facts,
    signalEnds,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** @param matches who was asked for; default: the first */
export function sketched(sketches: readonly Sketch[], matches?: readonly number[]): Graph {
  const nodes = sketches.map(nodeOf);
  const asked = matches ?? nodes.slice(0, 1).map(({ pid }) => pid);
  const relations = new Map<number, Relation>(
    nodes.map(({ pid }) => [pid, asked.includes(pid) ? 'match' : 'waker']),
  );
  return graphOf(nodes, relations);
}

/** The thread with this tid. */
export function at(graph: Graph, tid: number): Node {
  const node = graph.nodes.get(tid);
  if (!node) throw new Error(`the graph has no thread ${tid}`);
  return node;
}

/** However large a graph is, a person waits for the answer. Processor time: the machine may have other work. */
const limitMs = 2000;

export function timed<T>(work: () => T): T {
  const began = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(began);
  const tookMs = (user + system) / 1000;
  if (tookMs > limitMs) throw new Error(`it took ${Math.round(tookMs)} ms`);
  return result;
}
