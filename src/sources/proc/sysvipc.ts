/**
 * /proc/sysvipc/sem and /proc/sysvipc/msg: the System V semaphores and message queues of the reader's IPC namespace
 * (proc_sysvipc(5), sysvipc(7)). Times in seconds since the epoch, 0 for never. Columns are found by their titles.
 *
 *        key      semid perms      nsems   uid   gid  cuid  cgid      otime      ctime
 *       1234          0   600          3     0     0     0     0 1795766899 1795766899
 */

export const semaphoresPath = '/proc/sysvipc/sem';
export const messagesPath = '/proc/sysvipc/msg';

export interface SemaphoreSet {
  readonly id: number;
  readonly key: number;
  /** The last semop that succeeded, on any semaphore of the set. */
  readonly operatedAt: number;
  /** The last semctl that set a value or the rights; the creation at first. */
  readonly changedAt: number;
  readonly text: string;
}

export interface MessageQueue {
  readonly id: number;
  readonly key: number;
  readonly bytes: number;
  readonly messages: number;
  /** The processes that sent and received last, 0 for none; they may be gone. */
  readonly lastSender: number;
  readonly lastReceiver: number;
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly text: string;
}

export const parseSemaphores = (text: string): readonly SemaphoreSet[] =>
  rowsOf(text).map(({ of, line }) => ({
    id: of('semid'),
    key: of('key'),
    operatedAt: of('otime'),
    changedAt: of('ctime'),
    text: line,
  }));

export const parseMessages = (text: string): readonly MessageQueue[] =>
  rowsOf(text).map(({ of, line }) => ({
    id: of('msqid'),
    key: of('key'),
    bytes: of('cbytes'),
    messages: of('qnum'),
    lastSender: of('lspid'),
    lastReceiver: of('lrpid'),
    sentAt: of('stime'),
    receivedAt: of('rtime'),
    text: line,
  }));

interface Row {
  readonly of: (title: string) => number;
  readonly line: string;
}

function rowsOf(text: string): readonly Row[] {
  const [header = '', ...lines] = text.split('\n').map((line) => line.trim());
  const titles = header.split(/\s+/);
  return lines.flatMap((line): readonly Row[] => {
    const values = line.split(/\s+/).map(Number);
    if (values.length !== titles.length || values.some(Number.isNaN)) return [];
    return [{ of: (title) => values[titles.indexOf(title)] ?? 0, line }];
  });
}
