/**
 * `unknown`: a call that a filter has handed to a supervisor in user space, which is to answer it; container run times
 * do so (seccomp_unotify(2)). Sample: `258 0xffffff9c 0x7ffe…` (mkdirat) with wchan `seccomp_do_user_notification`; the
 * supervisor has the descriptor `anon_inode:seccomp notify`. Which filter is whose no text tells: all who have one count.
 */
import { callEvidence, sleepsIn, wchanEvidence } from './evidence.ts';
import { holdersAsEnders } from './plain.ts';
import { unseenHolders } from './unseen.ts';
import type { Ender, Recogniser } from './wait.ts';

const family = /^seccomp_do_user_notif/;
const target = 'anon_inode:seccomp notify';

export const recognise: Recogniser = (thread, machine) => {
  if (!sleepsIn(thread, family)) return null;
  const object = 'the answer of a supervisor of system calls (seccomp)';
  const holders = machine.holders(target);
  const supervisors = holdersAsEnders(machine, thread, holders.descriptors, ({ pid, fd }) => ({
    by: 'task',
    pid,
    fd,
    object,
    need: 'continue',
    turn: 'theirs',
  }));
  const unseen: readonly Ender[] =
    supervisors.length > 0
      ? unseenHolders(machine, holders)
      : [{ by: 'unseen', why: 'no process that can be seen has the descriptor of such a supervisor' }];
  const callName = thread.call.in === 'call' ? thread.call.call.name : 'a call';
  return {
    pid: thread.pid,
    tid: thread.tid,
    kind: 'unknown',
    fd: null,
    object,
    timeoutSeconds: null,
    enders: [...supervisors, ...unseen],
    posture: 'owed',
    because: `${callName}: waits for ${object}`,
    evidence: [...callEvidence(thread), ...wchanEvidence(thread)],
  };
};
