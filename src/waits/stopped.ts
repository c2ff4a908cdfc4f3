/**
 * `stopped`: job control stopped it, SIGCONT lets it go on (signal(7), credentials(7)). Sample: state `T` in
 * /proc/PID/stat. Which signal it was the kernel does not tell; the terminal and the call it was in often do.
 */
import type { Machine, Process, Thread } from '../machine/machine.ts';
import { blockedOn } from './descriptor-calls.ts';
import { callEvidence, fileOf, sleepsIn, wchanEvidence } from './evidence.ts';
import type { Recogniser } from './wait.ts';

/** One that was stopped, and then frozen with its group (version 1), is in D. */
const jobControlStop = /^do_signal_stop/;

export const recognise: Recogniser = (thread, machine) => {
  if (thread.state !== 'T' && !(thread.state === 'D' && sleepsIn(thread, jobControlStop))) return null;
  const how = howItStopped(machine, thread);
  return {
    pid: thread.pid,
    tid: thread.tid,
    kind: 'stopped',
    fd: null,
    object: 'SIGCONT',
    timeoutSeconds: null,
    enders: [{ by: 'outside', what: 'SIGCONT' }],
    posture: 'owed',
    because: `stopped: ${how}`,
    evidence: [
      { source: fileOf(thread, 'stat'), text: `state ${thread.state}` },
      ...wchanEvidence(thread),
      ...callEvidence(thread),
    ],
    facts: [how, ...shellOf(machine, thread.process)],
  };
};

/** In the background: its terminal belongs to another process group now (tcgetpgrp(3)). */
const isInBackground = ({ ttyNr, tpgid, pgid }: Process): boolean =>
  ttyNr !== 0 && tpgid > 0 && tpgid !== pgid;

function howItStopped(machine: Machine, thread: Thread): string {
  if (!isInBackground(thread.process)) return 'a signal stopped it (SIGSTOP, or SIGTSTP)';
  const use = useOfTerminal(machine, thread);
  if (use === 'reads')
    return 'it reads its terminal in the background (SIGTTIN), or was suspended there (Ctrl-Z)';
  if (use === 'writes')
    return 'it writes to its terminal in the background (SIGTTOU), or was suspended there (Ctrl-Z)';
  return 'it is a suspended job of its terminal (Ctrl-Z), or a signal stopped it';
}

/** What the call in which it was stopped does with a terminal; setting its modes counts as writing. */
function useOfTerminal(machine: Machine, thread: Thread): 'reads' | 'writes' | null {
  const blocked = blockedOn(thread);
  if (blocked) {
    const isTerminal = isTerminalAt(machine, thread, blocked.fd);
    return isTerminal ? (blocked.direction === 'in' ? 'reads' : 'writes') : null;
  }
  if (thread.call.in !== 'call' || thread.call.call.name !== 'ioctl') return null;
  return isTerminalAt(machine, thread, Number(thread.call.call.args[0] ?? 0n)) ? 'writes' : null;
}

const isTerminalAt = (machine: Machine, { pid }: Thread, fd: number): boolean =>
  /^\/dev\/(pts\/\d|tty|console|hvc\d)/.test(machine.descriptor(pid, fd)?.target ?? '');

/** A shell that could put it into the foreground: the leader of its session, where it has a terminal. */
function shellOf(machine: Machine, { pid, sid, ttyNr }: Process): readonly string[] {
  const leader = ttyNr !== 0 && sid !== pid ? machine.glance(sid) : null;
  return leader ? [`its session is led by ${leader.name} (${leader.pid})`] : [];
}
