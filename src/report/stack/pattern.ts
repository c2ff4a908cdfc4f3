/** The form of what is known about a library that waits, and what its entries are made of. */
import type { UserFrame } from '../../sources/python/index.ts';
import type { Kind } from '../../waits/wait.ts';

/** Frames innermost first. */
export interface Stack {
  /** From the wait outwards, as long as they are a library's. */
  readonly inner: readonly UserFrame[];
  /** The innermost frame of the program itself. */
  readonly own: UserFrame | null;
  readonly frames: readonly UserFrame[];
}

export interface Pattern {
  /** Of entries about the same thing only the first that suits speaks: the outer library stands before the inner one. */
  readonly about: string;
  readonly kinds: readonly Kind[];
  /** Both must suit the same frame between the wait and the program's own code. */
  readonly file?: RegExp;
  readonly function?: RegExp;
  /** What else must be so of the stack. */
  readonly when?: (stack: Stack) => boolean;
  /** What it waits for, and the option that bounds it. null: waiting is its trade, so nothing is said. */
  readonly advice: string | null;
}

/** A module of Python: `requests/api` is any …/requests/api.py. */
export const module = (path: string): RegExp => new RegExp(`(?:^|/)(?:${path})\\.py$`);

export const lockKinds: readonly Kind[] = ['futex', 'mutex'];
