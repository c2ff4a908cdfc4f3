/**
 * The process monitor: named programs that are started again whenever they end. At once after a long life; after one
 * shorter than the threshold with a delay that doubles, 1 s to 1 h. An end that was ordered is no early death. Time and
 * processes come from outside (world.ts), so that the rules can be tried without waiting.
 */

export interface Program {
  readonly name: string;
  readonly args: readonly string[];
  readonly uid: number | null;
  readonly gid: number | null;
  /** null: the monitor's own. */
  readonly env: Readonly<Record<string, string>> | null;
  readonly cwd: string | null;
}

/** A started process; pid 0 for one that could not be. A signal to one that has ended does nothing. */
export interface Child {
  readonly pid: number;
  terminate(): void;
  kill(): void;
}

export interface World {
  /** A clock that only goes forward, milliseconds. */
  clockMs(): number;
  /** @returns what calls it off */
  after(ms: number, act: () => void): () => void;
  /** Throws where it cannot be started. `ended` is called once, when the process itself ends. */
  spawn(program: Program, ended: (how: string) => void): Child;
  /** What happens to a program, beside its own lines. */
  say(name: string, what: string): void;
}

export interface Rules {
  readonly thresholdSeconds: number;
  readonly killAfterSeconds: number;
  readonly firstDelaySeconds: number;
  readonly longestDelaySeconds: number;
}

export const usualRules: Rules = {
  thresholdSeconds: 1,
  killAfterSeconds: 5,
  firstDelaySeconds: 1,
  longestDelaySeconds: 3600,
};

interface Entry {
  readonly program: Program;
  child: Child | null;
  startedMs: number;
  delaySeconds: number;
  isOrdered: boolean;
  isRemoved: boolean;
  cancelStart: () => void;
  cancelKill: () => void;
}

export interface Monitor {
  add(program: Program): void;
  remove(name: string): void;
  start(): void;
  /** Resolves when nothing runs any more. */
  stop(): Promise<void>;
  restartAll(): void;
  names(): readonly string[];
}

const nothing = (): void => undefined;

export function monitor(world: World, rules: Rules = usualRules): Monitor {
  const entries = new Map<string, Entry>();
  /** Removed, and not ended yet: whoever comes under the same name waits for that. */
  const leaving = new Set<Entry>();
  let isRunning = false;
  let stopped = nothing;

  const isLeaving = (name: string): boolean => [...leaving].some(({ program }) => program.name === name);

  const begin = (entry: Entry): void => {
    if (!isRunning || entry.child !== null || entry.isRemoved || isLeaving(entry.program.name)) return;
    entry.startedMs = world.clockMs();
    entry.isOrdered = false;
    try {
      entry.child = world.spawn(entry.program, (how) => ended(entry, how));
      // 0: it could not be started, and ends at once
      if (entry.child.pid > 0) world.say(entry.program.name, `started as ${entry.child.pid}`);
    } catch (error) {
      // as one that died at once
      ended(entry, error instanceof Error ? error.message : String(error));
    }
  };

  const ended = (entry: Entry, how: string): void => {
    const { program } = entry;
    entry.child = null;
    entry.cancelKill();
    entry.cancelKill = nothing;
    leaving.delete(entry);
    world.say(program.name, `ended (${how})`);
    const next = entries.get(program.name);
    if (entry.isRemoved && next) begin(next);
    if (!isRunning && running().length === 0) stopped();
    if (!isRunning || entry.isRemoved) return;
    const livedSeconds = (world.clockMs() - entry.startedMs) / 1000;
    if (entry.isOrdered || livedSeconds >= rules.thresholdSeconds) {
      entry.delaySeconds = rules.firstDelaySeconds;
      entry.cancelStart = world.after(0, () => begin(entry));
      return;
    }
    const seconds = entry.delaySeconds;
    entry.delaySeconds = Math.min(seconds * 2, rules.longestDelaySeconds);
    world.say(program.name, `is started again in ${seconds} s`);
    entry.cancelStart = world.after(seconds * 1000, () => begin(entry));
  };

  const end = (entry: Entry): void => {
    const { child } = entry;
    if (child === null || entry.isOrdered) return;
    entry.isOrdered = true;
    child.terminate();
    // bound to that process: its successor cannot be meant
    entry.cancelKill = world.after(rules.killAfterSeconds * 1000, () => child.kill());
  };

  const running = (): readonly Entry[] =>
    [...entries.values(), ...leaving].filter(({ child }) => child !== null);

  return {
    add(program) {
      if (entries.has(program.name)) throw new Error(`there is a program ${program.name} already`);
      const entry: Entry = {
        program,
        child: null,
        startedMs: 0,
        delaySeconds: rules.firstDelaySeconds,
        isOrdered: false,
        isRemoved: false,
        cancelStart: nothing,
        cancelKill: nothing,
      };
      entries.set(program.name, entry);
      begin(entry);
    },
    remove(name) {
      const entry = entries.get(name);
      if (!entry) throw new Error(`there is no program ${name}`);
      entries.delete(name);
      entry.isRemoved = true;
      entry.cancelStart();
      if (entry.child !== null) leaving.add(entry);
      end(entry);
    },
    start() {
      isRunning = true;
      for (const entry of entries.values()) begin(entry);
    },
    stop() {
      isRunning = false;
      for (const entry of entries.values()) entry.cancelStart();
      const all = running();
      const done = all.length === 0 ? Promise.resolve() : new Promise<void>((resolve) => (stopped = resolve));
      all.forEach(end);
      return done;
    },
    restartAll: () => [...entries.values()].forEach(end),
    names: () => [...entries.keys()],
  };
}
