/**
 * What waiting on one descriptor means, whoever waits: a plain read or write of it, or a set that it is a member of.
 * One `DescriptorWait` for each sort of thing that a descriptor points at; `waitOn` finds it by readlink's text
 * (proc_pid_fd(5)), for example `socket:[48123]`, `pipe:[8011]`, `anon_inode:[eventfd]`, `/dev/pts/3`.
 */
import type { Descriptor, Machine, Thread } from '../machine/machine.ts';
import type { Evidence, Member, Wait } from './wait.ts';

/** `in`: until something can be read or accepted; `out`: until there is room. */
export type Direction = 'in' | 'out';

/** The plain wait that a descriptor stands for. `because` is one clause about the thing: `TCP … , established, nothing received for 3 days`. */
export interface PlainWait extends Omit<Member, 'fd' | 'target' | 'events'> {
  readonly clause: string;
  readonly evidence: readonly Evidence[];
  readonly side?: NonNullable<Wait['side']>;
  readonly silentSeconds?: NonNullable<Wait['silentSeconds']>;
  readonly facts?: readonly string[];
}

export type DescriptorWait = (
  machine: Machine,
  thread: Thread,
  descriptor: Descriptor,
  direction: Direction,
) => Promise<PlainWait>;
