/**
 * What else is odd about processes, stuck or not. A finding names the processes that it is about, and says in one
 * sentence what is odd. None of them changes a verdict; where a text is missing they keep silent.
 */
import type { Machine, Process } from '../../machine/machine.ts';

export type FindingKind =
  | 'duplicate-children'
  | 'replaced-executable'
  | 'name-mismatch'
  | 'unreaped-children'
  | 'stale-pidfile'
  | 'memory-pressure'
  | 'fd-limit-near'
  | 'orphaned-worker';

export interface Finding {
  readonly kind: FindingKind;
  readonly pids: readonly number[];
  readonly summary: string;
}

/** @param subjects the processes that were looked at: live ones, and no kernel threads */
export type FindingRule = (machine: Machine, subjects: readonly Process[]) => readonly Finding[];

export const titled = ({ name, pid }: Pick<Process, 'name' | 'pid'>): string => `${name} (${pid})`;

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The program file, without what the kernel says of one that is gone: `/usr/bin/perl (deleted)`. */
export const withoutDeleted = (exe: string): string => exe.replace(/ \(deleted\)$/, '');
