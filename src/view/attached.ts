/** What a deeper look asks of the view, and what it hears: a tool, its target, and how the target was left. */

export interface Attaching {
  readonly pid: number;
  /** With the pid it is the process that is meant, and no other. */
  readonly startTicks: number;
  readonly tool: string;
  readonly args: readonly string[];
  /** `traces`: it stops the target (ptrace); `asks`: the target answers by itself; `inspects`: by Node's inspector. */
  readonly how: 'traces' | 'asks' | 'inspects';
  /** The tool is run as this user. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** It ends by itself before that, or it is `endless`: then this is how long it is to go on. */
  readonly seconds: number;
  readonly endless?: boolean;
}

/** `refused`: it was not run, for the sake of the target; `missing`: it is not installed. */
export interface Attached {
  readonly outcome: 'done' | 'deadline' | 'refused' | 'missing' | 'failed';
  /** Why it is not `done`. */
  readonly message: string | null;
  readonly text: string;
  readonly tookSeconds: number;
  /** As seen from outside, every few milliseconds; null where that shows nothing. */
  readonly pausedSeconds: number | null;
  /** `resumed`: it was left stopped and was let go on; `stopped`: it is still stopped, and was not before. */
  readonly target: 'as-before' | 'resumed' | 'stopped' | 'gone';
}

export const untouched = (outcome: 'refused' | 'missing' | 'failed', message: string): Attached => ({
  outcome,
  message,
  text: '',
  tookSeconds: 0,
  pausedSeconds: 0,
  target: 'as-before',
});
