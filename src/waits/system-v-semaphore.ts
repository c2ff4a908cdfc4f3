/**
 * A wait for a System V semaphore (semop(2)). Samples: `220 0x0 0x7ffcfa1f433a 0x1 0x0 …`, in memory the operations
 * (`struct sembuf`: number, change, flags), and of `ipcs -s -i 0` the line `0 0 1 0 16179`: at 0, last used by 16179.
 *
 * No semaphore has an owner, but one at 0 was last taken by whoever used it last, who alone is asked to give it back.
 * That is a guess where semaphores count work instead: SEM_UNDO says that it is a lock. Who used it last and waits
 * for it again has not got it; it waits, like the others, for somebody who brings work.
 */
import { parseSemaphores, semaphoresPath, type SemaphoreSet } from '../sources/proc/sysvipc.ts';
import { parseSemaphoreSet, semaphoreArgs, type Semaphore } from '../sources/tools/ipcs.ts';
import { valueOf } from '../view/view.ts';
import type { Machine, Thread } from '../machine/machine.ts';
import { untilInWords } from './absolute-limit.ts';
import { callEvidence } from './evidence.ts';
import { hasOtherThreads } from './plain.ts';
import { elsewhere, isElsewhere, lastUser, named } from './system-v.ts';
import { semaphoreCallOf, type SemaphoreCall } from './system-v-call.ts';
import { clockEnders, secondsOf, structLimit } from './time-limit.ts';
import type { Ender, Evidence, Posture, Wait } from './wait.ts';

/** struct sembuf: a number, what to add, flags; 6 bytes. */
interface Operation {
  readonly number: number;
  readonly change: number;
  readonly undoes: boolean;
}

const semUndo = 0x1000;
const operationBytes = 6;

/** Who could let it go on, and what that says of the wait. */
interface Prospect {
  readonly enders: readonly Ender[];
  readonly posture: Posture;
  readonly facts: readonly string[];
}

export async function systemVSemaphore(thread: Thread, machine: Machine): Promise<Wait | null> {
  const call = semaphoreCallOf(thread);
  if (!call) return null;
  const limit =
    call.timeout === 0n
      ? ({ is: 'none' } as const)
      : structLimit(machine, thread, call.timeout, call.wordBytes, 1e9);
  const isHere = !isElsewhere(machine, thread.process);
  const set = isHere ? setOf(machine, call.id) : null;
  const semaphores = set ? await semaphoresOf(machine, call.id) : [];
  const operation = blockedAt(operationsAt(machine, thread, call), semaphores);
  const semaphore = semaphores.find(({ number }) => number === operation?.number);
  const whole = named('System V semaphore set', call.id, set?.key);
  const object = operation ? `semaphore ${operation.number} of ${whole}` : whole;
  const { enders, posture, facts } = !isHere
    ? ({ enders: [elsewhere], posture: 'open', facts: [] } as const)
    : set && semaphore && operation
      ? prospectOf(machine, thread, { set, semaphore, operation, object })
      : ({
          enders: [{ by: 'unseen', why: `who used ${object} last could not be seen` }],
          posture: 'open',
          facts: [],
        } as const);
  const evidence: readonly Evidence[] = [
    ...(semaphore ? [{ source: `ipcs ${semaphoreArgs(call.id).join(' ')}`, text: semaphore.text }] : []),
    ...(set ? [{ source: semaphoresPath, text: set.text }] : []),
  ];
  return {
    pid: thread.pid,
    tid: thread.tid,
    kind: 'semaphore',
    fd: null,
    object,
    timeoutSeconds: secondsOf(limit),
    enders: [...enders, ...clockEnders(thread, limit)],
    posture,
    because: `${[`${call.callName} on ${object}`, ...facts].join(', ')}${untilInWords(limit)}`,
    evidence: [...callEvidence(thread), ...evidence],
    ...(facts.length > 0 ? { facts } : {}),
  };
}

const setOf = (machine: Machine, id: number): SemaphoreSet | null =>
  parseSemaphores(valueOf(machine.view.text(semaphoresPath)) ?? '').find((set) => set.id === id) ?? null;

const semaphoresOf = async (machine: Machine, id: number): Promise<readonly Semaphore[]> =>
  parseSemaphoreSet(valueOf(await machine.view.run('ipcs', semaphoreArgs(id))) ?? '');

function operationsAt(machine: Machine, thread: Thread, call: SemaphoreCall): readonly Operation[] {
  // SEMOPM, the most operations of one call, is 500 and at the most 1000 (proc_sys_kernel(5))
  const length = Math.max(0, Math.min(call.count, 1000)) * operationBytes;
  const bytes = valueOf(machine.view.memory(thread.pid, call.operations, length));
  if (!bytes) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.length / operationBytes) }, (_, index) => ({
    number: view.getUint16(index * operationBytes, true),
    change: view.getInt16(index * operationBytes + 2, true),
    undoes: (view.getUint16(index * operationBytes + 4, true) & semUndo) !== 0,
  }));
}

/** All operations are done at once or none: the first that cannot be done, after those before it, is what it waits for. */
export function blockedAt(
  operations: readonly Operation[],
  semaphores: readonly Semaphore[],
): Operation | null {
  const values = new Map(semaphores.map(({ number, value }) => [number, value]));
  for (const operation of operations) {
    const value = values.get(operation.number);
    if (value === undefined) continue;
    if (operation.change === 0 ? value !== 0 : value + operation.change < 0) return operation;
    values.set(operation.number, value + operation.change);
  }
  // it has changed meanwhile, or could not be read: one operation alone is the one
  return operations.length === 1 ? (operations[0] ?? null) : null;
}

interface Place {
  readonly set: SemaphoreSet;
  readonly semaphore: Semaphore;
  readonly operation: Operation;
  readonly object: string;
}

function prospectOf(
  machine: Machine,
  thread: Thread,
  { set, semaphore, operation, object }: Place,
): Prospect {
  const anybody: Ender = { by: 'outside', what: `whoever uses semaphore set ${set.id}` };
  const { lastPid } = semaphore;
  if (operation.change === 0)
    return { enders: [anybody], posture: 'open', facts: [`until it is 0; it is ${semaphore.value}`] };
  if (set.operatedAt < set.changedAt || lastPid === 0) {
    return { enders: [anybody], posture: 'open', facts: ['nobody has taken it since it was set'] };
  }
  const holder = lastUser(machine, lastPid, set.operatedAt);
  if (holder === null)
    return { enders: [anybody], posture: 'owed', facts: [`${lastPid}, which used it last, is gone`] };
  if (holder === thread.pid) {
    const own: readonly Ender[] = hasOtherThreads(machine, thread) ? [asks(holder, object, false)] : [];
    return { enders: [...own, anybody], posture: 'open', facts: ['it used it last itself'] };
  }
  if (waitsForIt(machine, holder, set.id, operation.number)) {
    return { enders: [anybody], posture: 'open', facts: [`${holder}, which used it last, waits for it too`] };
  }
  return {
    enders: [asks(holder, object, operation.undoes)],
    posture: operation.undoes ? 'owed' : 'open',
    facts: [`last used by ${holder} (${machine.glance(holder)?.name ?? '?'})`],
  };
}

/** With SEM_UNDO it is a lock, which is released; without, it may count work, which is brought. */
const asks = (pid: number, object: string, isLock: boolean): Ender =>
  ({ by: 'task', pid, object, need: isLock ? 'release' : 'data', turn: isLock ? 'theirs' : null }) as const;

function waitsForIt(machine: Machine, pid: number, id: number, number: number): boolean {
  return (machine.process(pid)?.threads ?? []).some((other) => {
    const call = semaphoreCallOf(other);
    return (
      call?.id === id &&
      operationsAt(machine, other, call).some((one) => one.number === number && one.change < 0)
    );
  });
}
