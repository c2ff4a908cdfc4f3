/** How a program was started, and so how it is to be restarted. Each way has its file; index.ts asks them in turn. */
import type { Machine } from '../../machine/machine.ts';
import type { Stat } from '../../sources/proc/stat.ts';
import type { Hands } from '../hands.ts';
import type { Snapshot } from '../snapshot.ts';

export const ways = ['systemd', 'service', 'supervisord', 'pm2', 'container', 'plain', 'command'] as const;
export type Via = (typeof ways)[number];

export interface Origin {
  readonly via: Via;
  /** The unit, the program of a supervisor, the container: by what it is called there. */
  readonly name: string;
  /** What told it. */
  readonly because: string;
  /** Who is restarted: the main process of that unit, which may be above the one that was asked about. */
  readonly pid: number;
  /** The command that stops it; null: by signals. */
  readonly stop: readonly string[] | null;
  /** The command that starts it; null: the program itself, as it was. */
  readonly start: readonly string[] | null;
  /** The main process of the new generation, by its owner's word; null: the process that was started. */
  readonly mainPid: (() => Promise<number | null>) | null;
  /** Why it cannot be restarted that way. */
  readonly refusal: string | null;
}

export interface Asked {
  readonly hands: Hands;
  readonly machine: Machine;
  readonly stats: readonly Stat[];
  readonly snapshot: Snapshot;
  /** `--via` says it outright: what is not found is said instead of trying another way. */
  readonly isOrdered: boolean;
  readonly killAfterSeconds: number;
}

export type Recogniser = (asked: Asked) => Promise<Origin | null>;

/** Every tool of an owner answers in time, or is given up. */
export const askMs = 5000;

export const pidIn = (text: string): number | null => {
  const pid = Number(text.trim());
  return Number.isInteger(pid) && pid > 1 ? pid : null;
};
