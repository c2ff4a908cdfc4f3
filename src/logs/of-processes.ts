/** The logs of processes: found, opened with care, read in bounded time, and tied to whoever writes them. */
import { analysed, type Asked } from './analyse.ts';
import { discovered, type Candidate } from './discover.ts';
import { journalsOf, journalText } from './journal.ts';
import type { Machine } from '../machine/machine.ts';
import type { Writer } from './tie.ts';
import { openCarefully, reachingBack, type Way } from './opening.ts';
import type { LogFile, Opened } from './reader.ts';
import type { LogEvidence, LogInput, LogReading, LogReport, LogWarning, Subject } from './shapes.ts';
import { diagnosing } from './stretches.ts';
import { clockOf, needsZone, timedIn, timedOf } from './timed.ts';
import { familyOf } from './rotated.ts';
import { logFindings, type FamilyFinding } from './writers.ts';
import { hostZone, zoneOfProcess } from './zone-of.ts';

const defaultDeadlineMs = 3000;
const mostRead = 12;
const mostOfFamily = 3;

interface Wanted extends Way {
  readonly pids: readonly number[];
  readonly isNamed: boolean;
  readonly candidate: Candidate | null;
}

const isInDisk = ({ machine, subjects }: LogInput): boolean =>
  subjects.some(({ pid }) => machine.process(pid)?.threads.some(({ state }) => state === 'D') === true);

function wantedOf(input: LogInput, candidates: readonly Candidate[]): readonly Wanted[] {
  const { machine, files, procRoot = '/proc' } = input;
  const isSuspect = isInDisk(input);
  const named = files.map((path): Wanted => {
    const candidate = candidates.find((one) => one.path === path) ?? null;
    return {
      path,
      through: path,
      mountType: null,
      isSuspect,
      pids: candidate?.pids ?? [],
      isNamed: true,
      candidate,
    };
  });
  if (!input.discover) return named;
  const found = fewOfEach(candidates).filter(({ path }) => !files.includes(path));
  return [
    ...named,
    ...found.map((candidate): Wanted => {
      const { path, pids, descriptor } = candidate;
      const through = `${procRoot}/${descriptor.pid}/fd/${descriptor.fd}`;
      const mountType = machine.mountOf(descriptor.pid, path)?.type ?? '';
      return { path, through, mountType, isSuspect, pids, isNamed: false, candidate };
    }),
  ];
}

/** Of the generations of one log a few are enough. */
function fewOfEach(candidates: readonly Candidate[]): readonly Candidate[] {
  const counts = new Map<string, number>();
  return candidates
    .filter(({ path }) => {
      const count = (counts.get(familyOf(path)) ?? 0) + 1;
      counts.set(familyOf(path), count);
      return count <= mostOfFamily;
    })
    .slice(0, mostRead);
}

interface Reader {
  readonly input: LogInput;
  readonly until: () => boolean;
  readonly logs: LogReport[];
  readonly openOperations: Map<number, LogEvidence>;
  readonly warnings: LogWarning[];
}

const warned = ({ warnings }: Reader, code: string, pid: number | null, message: string): void =>
  void warnings.push({ code: `log-${code}`, pid, message });

/** The earliest moment that matters for them: what they began with, or what they stopped at. */
const earliest = (writers: readonly Subject[]): number =>
  Math.min(
    ...writers.flatMap(({ startedAtMs, blockedSinceMs }) => [startedAtMs, blockedSinceMs ?? startedAtMs]),
  );

/** Reads one that is open, and closes it. */
async function readOne(
  reader: Reader,
  file: LogFile,
  writers: readonly Subject[],
  root: string,
  notes: readonly string[],
): Promise<void> {
  const { input, until, logs, openOperations } = reader;
  const { nowMs, redacts = true, procRoot = '/proc' } = input;
  const found = clockOf(file);
  const [writer] = writers;
  const isTold = !found || !writer || !needsZone(found);
  const zone = isTold ? hostZone() : await zoneOfProcess(input.machine, writer.pid, procRoot);
  const timed = found ? timedIn(found, zone) : null;
  const whole = timed && writer ? await reachingBack(timed, earliest(writers), root) : file;
  const asked: Asked = {
    file: whole,
    timed: whole === file ? timed : timedOf(whole, zone),
    zone,
    writers: writers.map((subject) => writerOf(input.machine, subject)),
    nowMs,
    redacts,
    bounds: diagnosing,
    until,
    atMs: null,
    byHand: null,
    notes,
  };
  const { report, evidence } = analysed(asked);
  const fate = whole.fate();
  whole.close();
  if (fate === 'truncated' || fate === 'replaced') {
    warned(
      reader,
      fate,
      null,
      `${file.path} was ${fate === 'replaced' ? 'rotated' : 'cut short'} while it was read`,
    );
  }
  logs.push(report);
  // Where lines get lost, an end may be among them.
  if (notes.includes(lossNote)) return;
  for (const [pid, one] of evidence) if (!openOperations.has(pid)) openOperations.set(pid, one);
}

/** With the threads of the process as lines may tell them. */
const writerOf = (machine: Machine, subject: Subject): Writer => ({
  ...subject,
  threads: (machine.process(subject.pid)?.threads ?? []).map(({ tid, innerTid, name }) => ({
    tid,
    ids: [tid, innerTid],
    name,
  })),
});

const deletedNote = 'it has been deleted: read through the process that holds it open';
const lossNote = 'several processes rotate it: lines may be lost, ends of operations among them';

async function readWanted(
  reader: Reader,
  wanted: Wanted,
  opened: Opened,
  findings: readonly FamilyFinding[],
): Promise<void> {
  const { input } = reader;
  if (!opened.ok) {
    // What a process writes and is no text is simply no log; what was named must be told.
    const isTold = wanted.isNamed ? true : opened.refusal === 'denied' || opened.refusal === 'unresponsive';
    if (isTold)
      warned(reader, opened.refusal, wanted.isNamed ? null : (wanted.pids[0] ?? null), opened.message);
    return;
  }
  const isOwn = ({ pid }: Subject): boolean => wanted.pids.length === 0 || wanted.pids.includes(pid);
  const writers = wanted.isNamed || wanted.pids.length > 0 ? input.subjects.filter(isOwn) : [];
  const { descriptor } = wanted.candidate ?? {};
  const root = descriptor && !wanted.isNamed ? `${input.procRoot ?? '/proc'}/${descriptor.pid}/root` : '';
  const family = familyOf(wanted.path);
  const isShared = findings.some((one) => one.family === family && one.finding.kind === 'shared-log-writers');
  const notes = wanted.candidate?.isDeleted === true ? [deletedNote] : [];
  await readOne(reader, opened.file, writers, root, isShared ? [...notes, lossNote] : notes);
}

async function readJournals(reader: Reader): Promise<void> {
  const { machine, subjects, nowMs } = reader.input;
  for (const { match, pids } of journalsOf(
    machine,
    subjects.map(({ pid }) => pid),
  )) {
    const file = reader.until() ? null : await journalText(machine, match, nowMs);
    if (file)
      await readOne(
        reader,
        file,
        subjects.filter(({ pid }) => pids.includes(pid)),
        '',
        [],
      );
  }
}

export async function readLogs(input: LogInput): Promise<LogReading> {
  const { machine, subjects, procRoot = '/proc' } = input;
  const beganMs = performance.now();
  const until = (): boolean => performance.now() - beganMs > (input.deadlineMs ?? defaultDeadlineMs);
  const reader: Reader = { input, until, logs: [], openOperations: new Map(), warnings: [] };
  const isWanted = input.discover || input.files.length > 0;
  const candidates = isWanted
    ? discovered(
        machine,
        subjects.map(({ pid }) => pid),
      )
    : [];
  const opened: (readonly [Wanted, Opened])[] = [];
  for (const wanted of wantedOf(input, candidates)) opened.push([wanted, await openCarefully(wanted)]);
  const answering = opened.flatMap(([{ candidate }, one]) =>
    candidate && (one.ok || one.refusal !== 'unresponsive') ? [candidate] : [],
  );
  const findings = logFindings(machine, answering, procRoot);
  for (const [wanted, one] of opened) {
    if (!until()) await readWanted(reader, wanted, one, findings);
    else if (one.ok) {
      one.file.close();
      warned(reader, 'deadline', null, `there was no time to read ${wanted.path}`);
    }
  }
  if (input.discover) await readJournals(reader);
  const { logs, openOperations, warnings } = reader;
  return { logs, openOperations, findings: findings.map(({ finding }) => finding), warnings };
}
