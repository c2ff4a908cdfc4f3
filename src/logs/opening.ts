/**
 * Opens a log with what belongs to it: those of its rotated generations that reach back to a moment. What stands on a
 * file system that may not answer (a network, a program) is first touched by a child, which may hang in our place.
 */
import { runChild } from '../view/child.ts';
import { toolPath } from '../view/tools.ts';
import { joined } from './joined.ts';
import { momentIn, type Timed } from './seek.ts';
import { linesBetween } from './lines.ts';
import { mountTypeOf, openLog, type LogFile, type Opened } from './reader.ts';
import { familyOf, generationsOf } from './rotated.ts';
import { timedOf } from './timed.ts';
import type { Zone } from './timestamps/zone.ts';

const mayHang =
  /^(?:nfs|cifs|smb|fuse|9p|ceph|glusterfs|lustre|afs|beegfs|ncpfs|sshfs|davfs|virtiofs|orangefs)/;
const probeDeadlineMs = 700;
const probedBytes = '65536';

/** Whether the first bytes come in time. */
async function answers(path: string): Promise<boolean> {
  const head = toolPath('head');
  if (head === null) return true;
  const ended = await runChild(head, ['-c', probedBytes, '--', path], probeDeadlineMs);
  // Whatever it says, it has ended: what is wrong with the file is told when it is opened.
  return ended.how !== 'deadline';
}

export interface Way {
  readonly path: string;
  /** Where it is opened: `/proc/812/fd/3` where the name may be gone. */
  readonly through: string;
  /** The type of its file system where another process sees it; null: as this one sees it. */
  readonly mountType: string | null;
  /** Somebody already hangs on a disk: do not be the next. */
  readonly isSuspect: boolean;
}

export async function openCarefully({ path, through, mountType, isSuspect }: Way): Promise<Opened> {
  const type = mountType ?? mountTypeOf(path) ?? '';
  if ((isSuspect || mayHang.test(type)) && !(await answers(through))) {
    return {
      ok: false,
      refusal: 'unresponsive',
      message: `${path} does not answer${type === '' ? '' : ` (${type})`}`,
    };
  }
  return openLog(path, through);
}

const mostGenerations = 8;
const mostPackedBytes = 16 * 1024 * 1024;

/** The moment of its first line with a clock. */
function firstMs(timed: Timed): number | null {
  const { file } = timed;
  for (const line of linesBetween(file, file.begins, file.sizeBytes, 50)) {
    const moment = momentIn(timed, line);
    if (moment !== null) return moment;
  }
  return null;
}

async function opened(paths: readonly string[]): Promise<readonly LogFile[]> {
  const files: LogFile[] = [];
  for (const path of paths) {
    const one = await openLog(path);
    if (one.ok) files.push(one.file);
  }
  return files;
}

/**
 * The log together with the generations before it that hold what was written since `sinceMs`; itself alone where it
 * reaches back that far. `root` is what its path is to be looked for under (another process's root).
 */
export async function reachingBack(timed: Timed, sinceMs: number, root: string): Promise<LogFile> {
  const { file } = timed;
  const first = firstMs(timed);
  if (first === null || first <= sinceMs) return file;
  const before = generationsOf(root + file.path)
    .filter(
      ({ id, mtimeMs, isPacked, sizeBytes }) =>
        id !== file.id &&
        mtimeMs >= sinceMs &&
        mtimeMs <= file.mtimeMs &&
        (!isPacked || sizeBytes <= mostPackedBytes),
    )
    .slice(0, mostGenerations)
    .sort((a, b) => a.mtimeMs - b.mtimeMs);
  const files = await opened(before.map(({ path }) => path));
  const [oldest, ...others] = files;
  return oldest ? joined([oldest, ...others, file]) : file;
}

function startOf(file: LogFile, zone: Zone): number {
  const timed = timedOf(file, zone);
  return (timed ? firstMs(timed) : null) ?? file.mtimeMs;
}

/** Files that were named together: the generations of one log are read as one. */
export async function together(files: readonly LogFile[], zone: Zone): Promise<readonly LogFile[]> {
  const families = new Map<string, LogFile[]>();
  for (const file of files) {
    const family = familyOf(file.path);
    families.set(family, [...(families.get(family) ?? []), file]);
  }
  return [...families.values()].flatMap((family) => {
    const ordered = [...family]
      .map((file) => ({ file, ms: startOf(file, zone) }))
      .sort((a, b) => a.ms - b.ms)
      .map(({ file }) => file);
    const [oldest, ...others] = ordered;
    return oldest ? [others.length > 0 ? joined([oldest, ...others]) : oldest] : [];
  });
}
