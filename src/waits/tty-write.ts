/**
 * `tty-write`: a write to a terminal that takes nothing: its reader does not read, or output is held by flow control
 * (Control-S, termios(3): IXON). Sample: `1 0x4 0x562d… 0x1869f …` (write, fd 4, `/dev/pts/3`) with stack `n_tty_write`.
 *
 * The kernel does not show which. But a reader that sleeps in a read of that very terminal has read everything: then
 * output is held, and anybody who has the terminal can let it go on.
 */
import type { Descriptor, Machine, Thread } from '../machine/machine.ts';
import type { PlainWait } from './descriptor-wait.ts';
import { descriptorRecogniser } from './descriptor-recogniser.ts';
import { sleepsIn } from './evidence.ts';
import { infoOf, serversInWords, ttyEnders } from './tty-read.ts';
import { isTerminal, terminalOf, usersOf } from './tty.ts';
import { descriptorsInFlight, isOwnWakeUp, unseenHolders } from './unseen.ts';
import type { Ender } from './wait.ts';
import { watchedBy } from './watching.ts';

const released: Ender = { by: 'outside', what: 'whoever lets the output go on (Control-Q)' };

export function terminalWriteWait(
  machine: Machine,
  thread: Thread,
  descriptor: Descriptor,
): Promise<PlainWait> {
  const terminal = terminalOf(thread.process, descriptor);
  const { name } = terminal;
  const common = {
    kind: 'tty-write',
    object: name,
    posture: 'owed',
    ready: false,
    evidence: infoOf(descriptor),
  } as const;
  switch (terminal.is) {
    case 'console':
      return Promise.resolve({ ...common, enders: [released], clause: `${name}, whose output is held` });
    case 'serial': {
      const enders: readonly Ender[] = [{ by: 'device', what: `the other end of ${name}` }, released];
      return Promise.resolve({ ...common, enders, clause: `${name}, which takes no more output` });
    }
    case 'master': {
      const users = terminal.index === null ? null : usersOf(machine, descriptor, terminal.index);
      const tasks = users ? ttyEnders(machine, thread, users, name) : [];
      const turned = tasks.map((ender) =>
        ender.by === 'task' ? { ...ender, turn: 'theirs' as const } : ender,
      );
      const unseen: readonly Ender[] = users
        ? unseenHolders(machine, users)
        : [{ by: 'unseen', why: 'this kernel does not tell which terminal it serves' }];
      const enders = [...turned, ...unseen];
      const anybody: Ender = { by: 'outside', what: `whoever opens ${name}` };
      return Promise.resolve({
        ...common,
        enders: enders.length > 0 ? enders : [anybody],
        clause: `the input of ${name}, which nobody reads`,
      });
    }
    case 'pseudo': {
      const masters = machine.ptyMasters(terminal.index, thread.pid);
      const tasks = ttyEnders(machine, thread, masters, name);
      const isHeld = masters.descriptors.some((master) => isReadThrough(machine, master));
      const unseen = isOwnWakeUp(thread, tasks) ? [] : unseenHolders(machine, masters);
      const enders = [...tasks, ...unseen, ...(isHeld ? [released] : [])];
      const what = isHeld ? 'whose output is held although its reader reads' : 'which takes no more output';
      const servers = masters.descriptors.length === 0 ? [] : [serversInWords(machine, masters)];
      return Promise.resolve({
        ...common,
        enders: enders.length > 0 ? enders : nobody(machine, name, masters.descriptors.length > 0),
        clause: [name, what, ...servers].join(', '),
        facts: isHeld
          ? ['output is held (Control-S)']
          : enders.length === 0
            ? ['it serves that terminal itself']
            : servers,
      });
    }
  }
}

/** Its own master alone is proof; no master at all is not: a terminal without one takes everything. */
const nobody = (machine: Machine, name: string, isOwn: boolean): readonly Ender[] =>
  isOwn
    ? descriptorsInFlight(machine)
    : [{ by: 'unseen', why: `whoever serves ${name} is not among the processes that can be seen` }];

const isReadThrough = (machine: Machine, { pid, fd }: Descriptor): boolean =>
  watchedBy(machine, pid).some(({ descriptor, direction }) => descriptor.fd === fd && direction === 'in');

export const recognise = descriptorRecogniser({
  kind: 'tty-write',
  direction: 'out',
  is: (_machine, thread, { target }) =>
    isTerminal(target) || (target.startsWith('/') && sleepsIn(thread, /^n_tty_write/)),
  wait: terminalWriteWait,
  sleepsIn: /^(n_tty_write|tty_write|file_tty_write)/,
  posture: 'owed',
});
