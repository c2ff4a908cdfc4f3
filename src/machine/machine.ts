/**
 * The machine: what the sources say, joined. Everything is read lazily, when it is asked for, and remembered.
 * These are the shapes; each has its file beside this one, and `machine()` in index.ts joins them.
 */
import type { Clocks, Reading, View } from '../view/view.ts';

export type Abi = 'x86_64' | 'i386' | 'aarch64';

/** A system call in which a thread is blocked. `args` are the six registers, unsigned (proc_pid_syscall(5)). */
export interface Syscall {
  readonly number: number;
  /** From the generated table of the process's ABI; `syscall_NNN` where the number has no name. */
  readonly name: string;
  readonly args: readonly bigint[];
  readonly sp: bigint;
  readonly pc: bigint;
}

/** blocked in a call; on a processor or ready (`running`); stopped in user space (`user`); or not to be seen. */
export type CallReading =
  | { readonly in: 'call'; readonly call: Syscall; readonly text: string }
  | { readonly in: 'running'; readonly text: string }
  | { readonly in: 'user'; readonly text: string }
  | { readonly in: 'unseen'; readonly why: string };

/** How long a thread has not run, seconds, as a bracket; `source` names the text it comes from. */
export interface BlockedFor {
  readonly atLeast: number;
  readonly atMost: number | null;
  readonly source: string;
}

export interface Thread {
  readonly pid: number;
  readonly tid: number;
  readonly name: string;
  /** The kernel's letter: R S D T t Z X I. */
  readonly state: string;
  readonly process: Process;
  readonly call: CallReading;
  /** Symbol in which it sleeps; null when it does not sleep, or when it could not be seen (see `wchanSeen`). */
  readonly wchan: string | null;
  readonly wchanSeen: boolean;
  /** Kernel stack, innermost first, without offsets; null where only root may read it. */
  readonly stack: readonly string[] | null;
  readonly blockedFor: BlockedFor | null;
  readonly cpuTicks: number;
  /** Its tid as the thread itself knows it: in its own pid namespace. That is what stands in its memory. */
  readonly innerTid: number;
}

export interface Process {
  readonly pid: number;
  readonly ppid: number;
  readonly pgid: number;
  readonly sid: number;
  /** Controlling terminal as a device number, 0 for none; its foreground group, -1 for none. */
  readonly ttyNr: number;
  readonly tpgid: number;
  readonly name: string;
  readonly state: string;
  readonly startTicks: number;
  /** Where its stack begins: the same in all copies that fork made of one program; 0 where it may not be seen. */
  readonly startStack: number;
  readonly cpuTicks: number;
  readonly rssBytes: number;
  readonly threadCount: number;
  /** Kernel thread (PF_KTHREAD in stat's flags). */
  readonly isKernel: boolean;
  readonly argv: Reading<readonly string[]>;
  readonly exe: Reading<string>;
  readonly cwd: Reading<string>;
  readonly abi: Abi;
  readonly uid: number | null;
  readonly tracerPid: number;
  /** Signal masks of /proc/PID/status; bit n-1 is signal n; null when not readable. */
  readonly signals: {
    readonly pending: bigint;
    readonly blocked: bigint;
    readonly ignored: bigint;
    readonly caught: bigint;
  } | null;
  /** cgroup paths by controller; the unified hierarchy (v2) is ''. Several names for one mount share the path. */
  readonly cgroups: ReadonlyMap<string, string>;
  readonly threads: readonly Thread[];
  thread(tid: number): Thread | null;
  /** An id of a namespace of it (`net`, `pid`, `mnt`, `ipc`): the inode number in brackets; null when not readable. */
  namespace(kind: string): string | null;
}

export type Access = 'r' | 'w' | 'rw';

/** An open descriptor: readlink's text and fdinfo (proc_pid_fdinfo(5)). */
export interface Descriptor {
  readonly pid: number;
  readonly fd: number;
  /** What /proc/PID/fd/N points at: a path, `pipe:[N]`, `socket:[N]`, `anon_inode:[eventpoll]` … */
  readonly target: string;
  /** From fdinfo's flags; read when asked. null when not readable. */
  readonly access: Access | null;
  /** Open flags (octal in fdinfo), as a number. */
  readonly flags: number | null;
  /** The whole fdinfo text: tfd:, lock:, eventfd-count:, tty-index: … lines. */
  readonly info: string | null;
}

export type SocketFamily = 'tcp' | 'udp' | 'unix' | 'netlink' | 'packet' | 'raw';

export interface Socket {
  readonly family: SocketFamily;
  /** socket:[inode]; 0 for a connection that nobody has accepted. */
  readonly inode: number;
  readonly netns: string;
  /** `211.52.1.3:80`, `[2001:db8::1]:443`; IPv4 mapped into IPv6 as IPv4. A unix socket's path, or '' without one. */
  readonly local: string;
  readonly remote: string;
  /** ESTABLISHED, SYN_SENT, LISTEN, CLOSE_WAIT … ; unix: CONNECTED, LISTEN, UNCONNECTED; udp: as the kernel shows. */
  readonly state: string;
  /** Bytes that wait to be read / to be sent or acknowledged. For a TCP listener `receiveQueue` counts connections. */
  readonly receiveQueue: number;
  readonly sendQueue: number;
  /** The queues could not be seen (a unix socket without `ss`): both are 0 then, and tell nothing. */
  readonly queuesUnknown?: true;
  /** The line it was read from, and its file. */
  readonly text: string;
  readonly source: string;
}

/** All who hold one thing open, as far as could be seen. */
export interface Holders {
  readonly descriptors: readonly Descriptor[];
  /** Live processes whose descriptors could not be read: each could be a holder. */
  readonly unseen: readonly number[];
}

/** A line of /proc/locks, or of a `lock:` line in fdinfo (proc_locks(5)). */
export interface Lock {
  readonly id: number;
  readonly type: 'FLOCK' | 'POSIX' | 'OFDLCK' | 'LEASE' | 'DELEG' | 'ACCESS';
  readonly mode: string;
  readonly access: 'READ' | 'WRITE' | 'UNLCK';
  /** As printed; -1 for an OFD lock. May be dead: a flock belongs to an open file description. */
  readonly pid: number;
  /** `major:minor:inode`, as printed. */
  readonly file: string;
  readonly range: string;
  /** The lock that this line waits for (`->` lines), else null. */
  readonly blockedBy: number | null;
  readonly text: string;
}

/** A lock as fdinfo shows it: this descriptor's open file carries it, whoever took it. */
export interface CarriedLock {
  readonly lock: Lock;
  readonly pid: number;
  readonly fd: number;
}

/** How long a TCP connection has been silent, and how much it moved, by `ss -ti`; null where that is not known. */
export interface Silence {
  /** Since data last came; since the connection began where none came yet. */
  readonly receivedSeconds: number | null;
  readonly sentSeconds: number | null;
  readonly receivedBytes: number | null;
  readonly sentBytes: number | null;
  readonly text: string;
}

/** Something that could not be looked at, and why: for the report's warnings. */
export interface Unseen {
  readonly code: string;
  readonly pid: number | null;
  readonly message: string;
}

export interface Mapping {
  readonly start: bigint;
  readonly end: bigint;
  readonly permissions: string;
  readonly offset: bigint;
  readonly device: string;
  readonly inode: number;
  readonly path: string;
  readonly isShared: boolean;
}

export interface Mount {
  readonly id: number;
  readonly device: string;
  readonly root: string;
  readonly point: string;
  readonly type: string;
  readonly source: string;
  readonly options: string;
}

/** Enough of a process to select it: without its threads. */
export interface Glance {
  readonly pid: number;
  readonly ppid: number;
  readonly name: string;
  readonly state: string;
  readonly startTicks: number;
  readonly isKernel: boolean;
}

export interface Machine {
  readonly view: View;
  readonly clocks: Clocks;
  readonly ticksPerSecond: number;
  readonly host: {
    readonly name: string;
    readonly kernel: string;
    readonly arch: string;
    readonly bootId: string;
    readonly bootedAtMs: number;
  };

  /** Every process, in order of pid: one pass over /proc/PID/stat, made once a look. */
  glances(): readonly Glance[];
  glance(pid: number): Glance | null;
  /** The whole command line, argv joined by spaces; '' for a kernel thread; null when not readable. */
  commandLine(pid: number): string | null;
  /** Command lines whose reading could block are read in a child first: call this before commandLine of many. */
  prepare(pids: readonly number[]): Promise<void>;
  /** A process with its threads; null when there is none (any more). */
  process(pid: number): Process | null;
  /** A thread by its tid, whosever it is. */
  threadOf(tid: number): Thread | null;
  children(pid: number): readonly number[];
  /** Epoch milliseconds at which a process began: wall now − boottime now + ticks. */
  startedAtMs(startTicks: number): number;

  /** Its descriptors in order of number, or why they cannot be seen. */
  descriptors(pid: number): Reading<readonly Descriptor[]>;
  descriptor(pid: number, fd: number): Descriptor | null;
  /** Everybody who has `target` open (the readlink text); one pass over all processes, shared by all who ask. */
  holders(target: string): Holders;
  /** Everybody whose open file is this inode: `path` candidates verified by fdinfo's `ino:` line. */
  holdersWhere(matches: (target: string) => boolean): Holders;
  /** Everybody who has this very eventfd open, by fdinfo's `eventfd-id`: its link says only `anon_inode:[eventfd]`. */
  holdersOfEventfd(id: number): Holders;
  /**
   * Everybody else who may share an anonymous inode without an identity (epoll, timerfd, inotify, signalfd …): the
   * same link, the same fdinfo and the same number, as a fork leaves it. Likely, never proven.
   */
  possibleSharers(descriptor: Descriptor): Holders;
  /** Who holds the master of /dev/pts/`index`, in the devpts that `pid` sees. */
  ptyMasters(index: number, pid: number): Holders;

  /** The socket behind `socket:[inode]` in the network namespace of that process. */
  socket(pid: number, inode: number): Promise<Socket | null>;
  /** The other end on this machine, in any network namespace; null for a remote one, or none. */
  peer(socket: Socket): Promise<Socket | null>;
  /** The sockets that listen where `socket` connects to, or is connected from; for a path too. */
  listeners(socket: Socket): Promise<readonly Socket[]>;
  /** Connections that stand in a listener's queue and nobody has accepted. */
  unaccepted(listener: Socket): Promise<number>;
  /** Which side connected: `client`, `server`, or null where nothing tells (socketpair). */
  side(socket: Socket): Promise<'client' | 'server' | null>;
  /** Seconds since TCP last received / sent data (`ss -ti`), and since data moved at all; null where not known. */
  silence(socket: Socket): Promise<Silence | null>;

  locks(): readonly Lock[];
  /** Who holds this lock now: by inheritance too. Each with the descriptor that carries it, where one does. */
  lockHolders(lock: Lock): {
    readonly holders: readonly { readonly pid: number; readonly fd: number | null; readonly text: string }[];
    readonly unseen: readonly number[];
  };
  /** What a waiting lock (`blockedBy`) needs to be gone: the lock it stands behind first, then others in conflict. */
  locksInTheWay(waiter: Lock): readonly Lock[];
  /**
   * The locks on the file behind a descriptor as all open files carry them: also those that /proc/locks leaves out
   * (an OFD lock's owner, one that is dead, another pid namespace).
   */
  locksOn(descriptor: Descriptor): {
    readonly locks: readonly CarriedLock[];
    readonly unseen: readonly number[];
  };
  /** The file behind a descriptor, spelled as in `Lock.file`; null where fdinfo does not say. */
  lockFileOf(descriptor: Descriptor): string | null;

  /** Memory maps; may block the reader for a task in D, hence asynchronous. */
  maps(pid: number): Promise<Reading<readonly Mapping[]>>;
  /** Processes that map the page of `address` in `pid` shared: pid and the address there. */
  sharers(
    pid: number,
    address: bigint,
  ): Promise<readonly { readonly pid: number; readonly address: bigint }[]>;
  mounts(pid: number): readonly Mount[];
  /** The mount that a path of that process stands in: the one with the longest point. */
  mountOf(pid: number, path: string): Mount | null;

  /** What could not be looked at so far, each once. */
  couldNotSee(): readonly Unseen[];
}
