/**
 * `signal`: pause, rt_sigsuspend, rt_sigtimedwait, or a read of a signalfd (signal(7), sigwaitinfo(2), signalfd(2)).
 * Sample: `130 0x7ffd38873840 0x8 …` is rt_sigsuspend with the mask at that address; fdinfo of a signalfd has the
 * signals that it takes: `sigmask:	0000000000010200`. A process waits for its only child so, too: timeout(1) does.
 */
import type { Machine, Syscall, Thread } from '../machine/machine.ts';
import { untilInWords } from './absolute-limit.ts';
import type { DescriptorWait } from './descriptor-wait.ts';
import { descriptorRecogniser } from './descriptor-recogniser.ts';
import { callEvidence } from './evidence.ts';
import { blind } from './plain.ts';
import { childSignal, signalSetAt, signalsInWords } from './signal-set.ts';
import { clockEnders, secondsOf, structLimit, type TimeLimit } from './time-limit.ts';
import type { Ender, Recogniser, Wait } from './wait.ts';

export const isSignalfd = (target: string): boolean => target === 'anon_inode:[signalfd]';

export const signalfdWait: DescriptorWait = (_machine, _thread, { pid, fd, info }) => {
  const mask = /^sigmask:\s*([0-9a-f]+)/m.exec(info ?? '');
  const object = mask?.[1] === undefined ? 'a signal' : signalsInWords(BigInt(`0x${mask[1]}`));
  return Promise.resolve({
    kind: 'signal',
    object,
    posture: 'rest',
    enders: [{ by: 'outside', what: 'a signal' }],
    ready: false,
    clause: object,
    evidence: mask ? [{ source: `/proc/${pid}/fdinfo/${fd}`, text: mask[0] }] : [],
  });
};

const ofSignalfd = descriptorRecogniser({
  kind: 'signal',
  direction: 'in',
  is: (_machine, _thread, { target }) => isSignalfd(target),
  wait: signalfdWait,
  sleepsIn: /^signalfd_(read|dequeue)/,
  posture: 'rest',
});

const family =
  /^((__[a-z0-9]+_|__do_)?(compat_)?sys_(pause|(rt_)?sig(suspend|timedwait))|pause|(rt_)?sigsuspend|do_sigtimedwait)/;

export const recognise: Recogniser = async (thread, machine) => {
  if (thread.call.in === 'unseen') {
    const wait = blind(thread, 'signal', family, 'rest');
    return wait ? { ...wait, object: 'a signal', signalEnds: true } : ofSignalfd(thread, machine);
  }
  const called = thread.call.in === 'call' ? ofCall(machine, thread, thread.call.call) : null;
  return called ?? ofSignalfd(thread, machine);
};

function ofCall(machine: Machine, thread: Thread, call: Syscall): Wait | null {
  const at = (index: number): bigint => call.args[index] ?? 0n;
  const { caught = 0n, blocked = 0n } = thread.process.signals ?? {};
  /** Only a signal with a handler ends these; what it does not handle kills or does nothing. */
  const handled = (mask: bigint | null): bigint => caught & ~(mask ?? blocked);
  switch (call.name) {
    case 'pause':
      return signalWait(machine, thread, call, handled(null), { is: 'none' });
    case 'rt_sigsuspend':
      return signalWait(machine, thread, call, handled(signalSetAt(machine, thread, at(0))), { is: 'none' });
    case 'sigsuspend':
      return signalWait(machine, thread, call, handled(at(2)), { is: 'none' });
    case 'rt_sigtimedwait':
    case 'rt_sigtimedwait_time64': {
      const wordBytes = thread.process.abi === 'i386' && call.name === 'rt_sigtimedwait' ? 4 : 8;
      const limit = structLimit(machine, thread, at(2), wordBytes, 1e9);
      return signalWait(machine, thread, call, signalSetAt(machine, thread, at(0)), limit);
    }
    default:
      return null;
  }
}

function signalWait(
  machine: Machine,
  thread: Thread,
  call: Syscall,
  set: bigint | null,
  limit: TimeLimit,
): Wait {
  const object = set === null ? 'a signal' : signalsInWords(set);
  const sender: Ender = {
    by: 'outside',
    what: set === null || set === childSignal || set === 0n ? 'a signal' : `whoever sends it ${object}`,
  };
  const child = onlyChild(machine, thread, set ?? 0n);
  return {
    pid: thread.pid,
    tid: thread.tid,
    kind: 'signal',
    fd: null,
    object,
    timeoutSeconds: secondsOf(limit),
    enders: [...child, sender, ...clockEnders(thread, limit)],
    // who waits for its child rests if the child does, as in wait4
    posture: child.length > 0 ? 'open' : 'rest',
    because: `${call.name}: ${object}${untilInWords(limit)}`,
    evidence: callEvidence(thread),
    signalEnds: true,
  };
}

/** Who has one child and waits for SIGCHLD waits for it; a master with many workers rests. */
function onlyChild(machine: Machine, thread: Thread, set: bigint): readonly Ender[] {
  const children = machine.children(thread.pid);
  const [child] = children;
  if ((set & childSignal) === 0n || child === undefined || children.length > 1) return [];
  return [{ by: 'task', pid: child, object: `child ${child}`, need: 'exit', turn: null }];
}
