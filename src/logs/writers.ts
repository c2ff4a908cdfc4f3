/**
 * Who writes a log that rotates: several processes that each rotate it lose each other's lines; a process that was not
 * told of a rotation goes on writing where nobody looks. By the names and inodes behind descriptors, and by the sizes
 * and times of the generations.
 *
 *   812 3 -> /var/log/app.log      813 3 -> /var/log/app.log.1      814 3 -> /var/log/app.log.3 (deleted)
 */
import type { Machine } from '../machine/machine.ts';
import { isLogName, type Candidate } from './discover.ts';
import { glanceAt } from './reader.ts';
import { familyOf, generationsOf, stemOf, type Generation } from './rotated.ts';
import { lasting } from './sentences.ts';
import type { LogFinding } from './shapes.ts';

/** One file of a family that is held open for writing. */
interface Held {
  readonly candidate: Candidate;
  readonly id: string | null;
  readonly links: number;
}

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const named = (machine: Machine, pid: number): string => `${machine.glance(pid)?.name ?? 'process'} (${pid})`;
const listed = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;

const mostNamed = 5;
const shortened = (items: readonly string[]): string =>
  items.length > mostNamed + 1
    ? `${items.slice(0, mostNamed).join(', ')} and ${items.length - mostNamed} more`
    : listed(items);

const whatIs = ({ candidate }: Held): string =>
  `${baseOf(candidate.path)}${candidate.isDeleted ? ' (deleted)' : ''}`;

/** Who writes which file, each once. */
const eachIn = (machine: Machine, held: readonly Held[]): readonly string[] => [
  ...new Set(
    held.flatMap((one) => one.candidate.writers.map((pid) => `${named(machine, pid)} ${whatIs(one)}`)),
  ),
];

const writersOf = (held: readonly Held[]): readonly number[] =>
  [...new Set(held.flatMap(({ candidate }) => candidate.writers))].sort((a, b) => a - b);

const numberedOf = (generations: readonly Generation[]): readonly Generation[] =>
  generations
    .filter(({ number, isPacked }) => number !== null && !isPacked)
    .sort((a, b) => (a.number ?? 0) - (b.number ?? 0));

/** Backups that were rotated away long before they were full, soon after one another, since several write. */
function hasty(numbered: readonly Generation[], sinceMs: number): readonly Generation[] {
  const fullest = Math.max(0, ...numbered.map(({ sizeBytes }) => sizeBytes));
  return numbered.filter((one, index) => {
    const older = numbered[index + 1];
    const apartMs = older ? one.mtimeMs - older.mtimeMs : Number.NaN;
    return one.sizeBytes < 0.5 * fullest && one.mtimeMs >= sinceMs && apartMs < 60_000;
  });
}

/** `its backups app.log.1 to app.log.3 hold 1242 to 1863 bytes, all written within 2 s`: full ones would hold days. */
function backupsOf(numbered: readonly Generation[]): string {
  const sizes = numbered.map(({ sizeBytes }) => sizeBytes);
  const times = numbered.map(({ mtimeMs }) => mtimeMs);
  const [first] = numbered;
  const last = numbered.at(-1);
  if (!first || !last || numbered.length < 2) return '';
  const span = lasting(Math.max(1000, Math.max(...times) - Math.min(...times)));
  return `; its backups ${baseOf(first.path)} to ${baseOf(last.path)} hold only ${Math.min(...sizes)} to ${Math.max(...sizes)} bytes, last written within ${span}`;
}

/** The log itself, or one of the numbered ones that a writer moves on itself; a dated one is nobody's doing. */
const isOfRing = ({ candidate }: Held): boolean => {
  const { isRotated, number } = stemOf(baseOf(candidate.path));
  return !isRotated || number !== null;
};

function sharedBy(machine: Machine, family: string, held: readonly Held[]): LogFinding | null {
  const pids = writersOf(held);
  if (pids.length < 2) return null;
  const numbered = numberedOf(generationsOf(family));
  const isScattered = new Set(held.filter(isOfRing).map(({ id }) => id)).size > 1;
  const youngest = Math.max(...pids.map((pid) => machine.startedAtMs(machine.glance(pid)?.startTicks ?? 0)));
  if (!isScattered && hasty(numbered, youngest).length === 0) return null;
  const where = isScattered ? `, each its own generation of it (${shortened(eachIn(machine, held))})` : '';
  return {
    kind: 'shared-log-writers',
    pids,
    summary: `${pids.length} processes write and rotate ${family}${where}${backupsOf(numbered)}; each rotates away what the others write`,
  };
}

/** A generation that is not the log any more, and is still held for writing. */
function isLeft(family: string, { candidate, id, links }: Held): boolean {
  if (candidate.isDeleted || links === 0) return isLogName(family);
  const current = glanceAt(family);
  return stemOf(baseOf(candidate.path)).isRotated && current !== null && current.id !== id;
}

function leftBehind(machine: Machine, family: string, held: readonly Held[]): LogFinding | null {
  const left = held.filter((one) => isLeft(family, one));
  if (left.length === 0) return null;
  const pids = writersOf(left);
  const isGone = left.some(({ candidate }) => candidate.isDeleted);
  const verb = pids.length === 1 ? 'still writes' : 'still write';
  const space = isGone
    ? '; what goes into a deleted file nobody can read, and its space is not given back'
    : '';
  return {
    kind: 'writes-rotated-log',
    pids,
    summary: `${pids.length === 1 ? 'a process' : `${pids.length} processes`} ${verb} to what was ${family} and has been rotated away: ${shortened(eachIn(machine, left))}${space}`,
  };
}

/** What is odd about who writes a log, under the name of the log. */
export interface FamilyFinding {
  readonly family: string;
  readonly finding: LogFinding;
}

/** Findings about files that are held open for writing. */
export function logFindings(
  machine: Machine,
  candidates: readonly Candidate[],
  procRoot: string,
): readonly FamilyFinding[] {
  const families = new Map<string, Held[]>();
  for (const candidate of candidates) {
    const { pid, fd } = candidate.descriptor;
    const found = glanceAt(`${procRoot}/${pid}/fd/${fd}`);
    if (!found?.isFile) continue;
    const family = familyOf(candidate.path);
    const list = families.get(family) ?? [];
    list.push({ candidate, id: found.id, links: found.links });
    families.set(family, list);
  }
  return [...families].flatMap(([family, held]) =>
    [sharedBy(machine, family, held), leftBehind(machine, family, held)].flatMap((finding) =>
      finding === null ? [] : [{ family, finding }],
    ),
  );
}
