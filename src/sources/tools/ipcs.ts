/**
 * ipcs (util-linux, ipcs(1)): `ipcs -s -i ID` alone tells the values of a set's semaphores and who operated last on
 * each (GETPID of semctl(2)): semget and semctl would do, but Node has neither. It reads, and changes nothing.
 *
 *   semnum     value      ncount     zcount     pid
 *   0          0          1          0          16179
 */

export const semaphoreArgs = (id: number): readonly string[] => ['-s', '-i', String(id)];

export interface Semaphore {
  readonly number: number;
  readonly value: number;
  /** How many wait until it grows, and until it is 0. */
  readonly waiting: number;
  readonly waitingForZero: number;
  /** The process that operated on it last, or set it; 0 for none. It may be gone. */
  readonly lastPid: number;
  readonly text: string;
}

/** The titles are translated, the numbers are not. */
const row = /^(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)$/;

export function parseSemaphoreSet(text: string): readonly Semaphore[] {
  return text.split('\n').flatMap((line): readonly Semaphore[] => {
    const found = row.exec(line.trim());
    if (!found) return [];
    const [number = 0, value = 0, waiting = 0, waitingForZero = 0, lastPid = 0] = found.slice(1).map(Number);
    return [{ number, value, waiting, waitingForZero, lastPid, text: line.trim() }];
  });
}
