/**
 * A scene of the zoo: real programs that really hang, or are really at rest, with the truth about them. One scene
 * a file in hung/ or healthy/; the file's name is the scene's name, its default export the scene.
 */

/** A program on stage. Its pid is the program's own (no shell in between). */
export interface Program {
  readonly pid: number;
  /** Lines it has printed so far on stdout, where stdout is the stage's. */
  readonly lines: readonly string[];
  /** Waits for a line that begins with `prefix` and gives the rest of it, trimmed. */
  readonly line: (prefix: string) => Promise<string>;
  /** Writes to its stdin, where stdin is the stage's pipe. */
  readonly write: (text: string) => void;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** `null` /dev/null (the default), `pipe` held open by the stage, or a descriptor of the stage. */
  readonly stdin?: 'null' | 'pipe' | number;
  /** `lines` read by the stage (the default), `null` /dev/null, or a descriptor of the stage. */
  readonly stdout?: 'lines' | 'null' | number;
  readonly stderr?: 'null' | 'stdout' | number;
  readonly uid?: number;
  /** A command in front that becomes the program by exec: `nsenter …`, `unshare …`, `taskset …`. */
  readonly through?: readonly string[];
  /** The line it prints when it is ready; `start` waits for it. Default `ready`; null: do not wait. */
  readonly ready?: string | null;
}

export interface Stage {
  /** A directory of this scene's own, removed at the end. */
  readonly dir: string;
  start(argv: readonly string[], options?: StartOptions): Promise<Program>;
  /** Source text of a program; written into `dir` under `name` (default: the scene's name), then started. */
  python(
    source: string,
    options?: StartOptions & {
      readonly version?: string;
      readonly name?: string;
      readonly args?: readonly string[];
    },
  ): Promise<Program>;
  c(
    source: string,
    options?: StartOptions & {
      readonly flags?: readonly string[];
      readonly name?: string;
      readonly args?: readonly string[];
    },
  ): Promise<Program>;
  node(
    source: string,
    options?: StartOptions & { readonly name?: string; readonly args?: readonly string[] },
  ): Promise<Program>;
  bash(
    source: string,
    options?: StartOptions & { readonly name?: string; readonly args?: readonly string[] },
  ): Promise<Program>;
  perl(
    source: string,
    options?: StartOptions & { readonly name?: string; readonly args?: readonly string[] },
  ): Promise<Program>;
  java(
    source: string,
    options: StartOptions & { readonly className: string; readonly args?: readonly string[] },
  ): Promise<Program>;
  /** A tool that ends by itself; its stdout. Throws when it fails. */
  run(argv: readonly string[]): Promise<string>;
  /** Asks again and again until the answer is neither false, null nor undefined; throws after 15 s. */
  until<T>(what: string, ask: () => T | Promise<T>): Promise<Exclude<NonNullable<Awaited<T>>, false>>;
  /** Waits until this task sleeps in one of these calls (names), the same at three looks. `tid` default: the leader. */
  asleep(pid: number, calls: readonly string[], tid?: number): Promise<void>;
  /** The kernel's letter for a process, or a thread of it; null when it is gone. */
  state(pid: number, tid?: number): string | null;
  /** Waits for this state: `stopped` T, `traced` t, `uninterruptible` D, `zombie` Z. */
  inState(pid: number, letter: string, tid?: number): Promise<void>;
  /** This machine cannot show the scene (no such kernel feature): it is left out, with this reason. */
  skip(why: string): never;
  /** Children of a process now, in order of start. */
  children(pid: number): readonly number[];
  /** Its command line. */
  argv(pid: number): readonly string[];
  /** The session that it belongs to. */
  session(pid: number): number | null;
  /** Its open descriptors. */
  descriptors(pid: number): readonly number[];
  /** Who traces it; null when nobody does. */
  tracer(pid: number): number | null;
  /** Everybody of this scene, daemons that left the tree included. */
  marked(): readonly number[];
  /** Its threads now, by tid. */
  threads(pid: number): readonly number[];
  /** Has a process that is not the stage's own (a daemon, a grandchild) ended at the end of the scene, by pid. */
  own(pid: number): void;
  /** Something to undo at the end, before the programs are ended; last in, first out. */
  atEnd(undo: () => void | Promise<void>): void;
}

export interface Edge {
  readonly from: number;
  /** Pid of the other end, or a remote's address. */
  readonly to: number | string;
  readonly kind: string;
  readonly certain?: boolean;
}

export interface RootCause {
  /** Several where the scene cannot say which of a deadlock has waited longest. */
  readonly pid: number | readonly number[];
  readonly kind: string | readonly string[];
  /** Pids of a deadlock, in any rotation. */
  readonly cycle?: readonly number[];
  /** Tids, where the threads of one process block each other; in any rotation. */
  readonly cycleThreads?: readonly number[];
  /** Exactly these, in any order. */
  readonly victims?: readonly number[];
}

/** The truth, known because the scene made it. */
export interface Truth {
  /** What the operator asks for: a pattern or pids. */
  readonly ask: string | readonly number[];
  /** Options beside the zoo's own (--stuck-after 1s --sample 300ms --json). */
  readonly options?: readonly string[];
  /** Hung: all root causes, in any order. Healthy: none. */
  readonly rootCauses?: readonly RootCause[];
  /** Statuses by pid: `stuck`, or several that are right. */
  readonly statuses?: Readonly<Record<number, string | readonly string[]>>;
  /** Edges that must be there. */
  readonly edges?: readonly Edge[];
  /** Epoch milliseconds at which a process truly began, ±50. */
  readonly startedAtMs?: Readonly<Record<number, number>>;
  /** More to check in the report, beyond the above; throws what is wrong. */
  readonly check?: (report: Record<string, unknown>) => void;
}

export interface Scene {
  /** One sentence: what is wrong, or why nothing is. */
  readonly title: string;
  /** Kinds of wait that it shows, for the table of kinds. */
  readonly shows: readonly string[];
  /** Languages and software on stage. */
  readonly with: readonly string[];
  /** Commands that must be there: `gcc`, `nginx`, `python3.11`, `java` … In CI a missing one fails. */
  readonly needs?: readonly string[];
  /** Only root can make it. */
  readonly root?: boolean;
  make(stage: Stage): Promise<Truth>;
}
