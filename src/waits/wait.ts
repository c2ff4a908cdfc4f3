/**
 * A wait: who waits, for what, since when, and who could end it. One kind of wait a file beside this one; each
 * exports a `Recogniser`, and index.ts lists them in order: the first that recognises a thread's wait wins.
 */
import type { Machine, Thread } from '../machine/machine.ts';

/** The contract's vocabulary. */
export const kinds = [
  'child-exit', 'vfork',
  'pipe-read', 'pipe-write', 'fifo-open',
  'tcp-connect', 'tcp-receive', 'tcp-send', 'tcp-accept', 'udp-receive',
  'unix-connect', 'unix-receive', 'unix-send', 'unix-accept',
  'file-lock',
  'mutex', 'thread-join', 'futex',
  'semaphore', 'message-queue',
  'poll', 'eventfd', 'inotify', 'signal', 'sleep', 'timer',
  'tty-read', 'tty-write',
  'stopped', 'traced', 'frozen',
  'disk-io', 'nfs', 'fuse', 'fs-freeze', 'page-fault', 'memory',
  'cpu', 'throttled',
  'zombie', 'unknown',
] as const; // prettier-ignore

export type Kind = (typeof kinds)[number];

/** A text that proves a claim: where it stands, and what it says. */
export interface Evidence {
  readonly source: string;
  readonly text: string;
}

/**
 * Who could end a wait. The list of a wait's enders is an OR: any one of them suffices. An empty list says that
 * nobody can: it must be proven, never assumed (what could not be seen is an `unseen` ender).
 */
export type Ender =
  /** A process (any thread of it, except the waiting one), or one thread of it when `tid` is there. */
  | {
      readonly by: 'task';
      readonly pid: number;
      readonly tid?: number;
      /** The thing between them, for the edge: `child 26607`, `pipe:[123]`, a lock's file and range. */
      readonly object: string;
      /**
       * What the waiter needs of it.
       * `exit`   its end (a child, a joined thread, a vfork child);
       * `release` a lock, a mutex, a semaphore: something that it holds;
       * `data`   bytes, a reply, a wake-up that it should bring, or room that it should make;
       * `accept` a connection that it should take;
       * `continue` to be let go on: by its tracer, its stopper, its freezer, a FUSE daemon …
       */
      readonly need: 'exit' | 'release' | 'data' | 'accept' | 'continue';
      /**
       * Whose turn it is, where the kernel tells. `theirs`: bytes or a connection lie unread on their side, they
       * hold the lock, they owe. `ours`: all was read by them, and they wait for us too. null: nothing tells.
       */
      readonly turn: 'theirs' | 'ours' | null;
      /** The descriptor of theirs through which they could, where there is one. */
      readonly fd?: number;
    }
  /** A peer that is not on this machine. */
  | { readonly by: 'remote'; readonly address: string }
  /** A time-out or timer; seconds from now, null when the time is not known. */
  | { readonly by: 'clock'; readonly inSeconds: number | null }
  /** Anybody at all could: a client that connects, a signal, a person, whoever opens the fifo. */
  | { readonly by: 'outside'; readonly what: string }
  /** Hardware or the kernel itself: a disk, a file system's thaw. */
  | { readonly by: 'device'; readonly what: string }
  /** Somebody that could not be looked at. */
  | { readonly by: 'unseen'; readonly why: string };

/**
 * How a program at rest uses this wait, judged from the wait alone; the verdicts look at the other end.
 * `rest`: here programs rest (accept, an event loop, a prompt, sleep, signals, inotify, a pool's condition variable).
 * `owed`: here something is expected (a reply to a client, a lock, a mutex, a connect, room to write).
 * `open`: it depends on whoever could end it (a child, a pipe, a socketpair, a lone futex).
 */
export type Posture = 'rest' | 'owed' | 'open';

/** One descriptor of a set (poll, select, epoll, io_uring), with the plain wait that it stands for. */
export interface Member {
  readonly fd: number;
  readonly target: string;
  readonly events: string;
  readonly kind: Kind;
  readonly object: string;
  readonly posture: Posture;
  readonly enders: readonly Ender[];
  /** Something lies there, unread: a loop that does not take it is not at rest. */
  readonly ready: boolean;
}

export interface Wait {
  readonly pid: number;
  readonly tid: number;
  readonly kind: Kind;
  readonly fd: number | null;
  /** In words a person knows: the path, both addresses, the lock's file and range, the child's command line. */
  readonly object: string;
  /** The whole time-out in its arguments, seconds; null when it has none, or when it could not be read. */
  readonly timeoutSeconds: number | null;
  readonly enders: readonly Ender[];
  readonly posture: Posture;
  /** One sentence: call, descriptor, object, what is known of it. */
  readonly because: string;
  readonly evidence: readonly Evidence[];
  /** Only for the sides of a connection. A `client` connected; a `server` accepted. */
  readonly side?: 'client' | 'server';
  /** Since when nothing came, where that is better known than by the scheduler: TCP's last receive, a pipe's times. */
  readonly silentSeconds?: { readonly seconds: number; readonly source: string };
  /** The members of a set of descriptors. */
  readonly members?: readonly Member[];
  /** Things worth telling in the advice: `inherited write end`, `no time-out` … each a short fact in words. */
  readonly facts?: readonly string[];
  /** This wait ends when a caught signal comes, and is meant to (pselect, ppoll, sigsuspend, a wait for SIGCHLD). */
  readonly signalEnds?: boolean;
}

/** Recognises one kind of wait; null when the thread waits for something else. Never throws for a missing text. */
export type Recogniser = (thread: Thread, machine: Machine) => Promise<Wait | null> | Wait | null;
