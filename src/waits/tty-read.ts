/**
 * `tty-read`: a read of a terminal (tty(4), pty(7)), where a program stands at its prompt; and a read of the master of
 * one, where whoever serves the terminal waits for output. Sample: `0 0x0 0x7f8f… 0x400 …` (read, fd 0, `/dev/pts/3`)
 * with stack `n_tty_read`.
 *
 * A terminal that a person's program serves (an emulator, a multiplexer, sshd) is a place of rest. One that a program
 * drives is as open as a pipe: it depends on whoever has the master. And who serves a terminal rests at its master:
 * nobody owes output to a terminal.
 */
import type { Descriptor, Holders, Machine, Thread } from '../machine/machine.ts';
import type { PlainWait } from './descriptor-wait.ts';
import { descriptorRecogniser } from './descriptor-recogniser.ts';
import { sleepsIn } from './evidence.ts';
import { holdersAsEnders } from './plain.ts';
import { isTerminal, terminalOf, usersOf, type Terminal } from './tty.ts';
import { descriptorsInFlight, isOwnWakeUp, unseenHolders } from './unseen.ts';
import type { Ender } from './wait.ts';
import { leadsOutside, watchedBy } from './watching.ts';

export async function terminalReadWait(
  machine: Machine,
  thread: Thread,
  descriptor: Descriptor,
): Promise<PlainWait> {
  const terminal = terminalOf(thread.process, descriptor);
  const common = {
    kind: 'tty-read',
    object: terminal.name,
    ready: false,
    evidence: infoOf(descriptor),
  } as const;
  switch (terminal.is) {
    case 'console':
      return {
        ...common,
        posture: 'rest',
        enders: [{ by: 'outside', what: 'a person at the console' }],
        clause: terminal.name,
      };
    case 'serial':
      return {
        ...common,
        posture: 'rest',
        enders: [{ by: 'device', what: `what comes over ${terminal.name}` }],
        clause: terminal.name,
      };
    case 'master':
      return { ...common, ...fromUsers(machine, thread, descriptor, terminal) };
    case 'pseudo':
      return { ...common, ...(await fromMaster(machine, thread, terminal)) };
  }
}

type Rest = Pick<PlainWait, 'posture' | 'enders' | 'clause' | 'facts'>;

async function fromMaster(
  machine: Machine,
  thread: Thread,
  { index, name }: Extract<Terminal, { is: 'pseudo' }>,
): Promise<Rest> {
  const masters = machine.ptyMasters(index, thread.pid);
  const tasks = ttyEnders(machine, thread, masters, name);
  const unseen = isOwnWakeUp(thread, tasks) ? [] : unseenHolders(machine, masters);
  if (masters.descriptors.length === 0) {
    const nobody: Ender = {
      by: 'unseen',
      why: `whoever serves ${name} is not among the processes that can be seen`,
    };
    return { posture: 'rest', enders: unseen.length > 0 ? unseen : [nobody], clause: name, facts: [] };
  }
  const enders = [...tasks, ...unseen];
  if (enders.length === 0) {
    const facts = ['it serves that terminal itself'];
    return {
      posture: 'open',
      enders: descriptorsInFlight(machine),
      clause: `${name}, which it serves itself`,
      facts,
    };
  }
  const servers = serversInWords(machine, masters);
  if (!(await servesPeople(machine, masters)))
    return { posture: 'open', enders, clause: `${name}, ${servers}`, facts: [servers] };
  // what else that program waits for, its other windows for example, has nothing to do with this prompt
  const person: Ender = { by: 'outside', what: `a person at the terminal ${servers}` };
  return { posture: 'rest', enders: [person], clause: `${name}, ${servers}`, facts: [] };
}

function fromUsers(
  machine: Machine,
  thread: Thread,
  descriptor: Descriptor,
  { index, name }: Extract<Terminal, { is: 'master' }>,
): Rest {
  if (index === null) {
    return {
      posture: 'rest',
      enders: [{ by: 'unseen', why: 'this kernel does not tell which terminal it serves' }],
      clause: name,
    };
  }
  const users = usersOf(machine, descriptor, index);
  const tasks = ttyEnders(machine, thread, users, name);
  const own = users.descriptors.find(({ pid }) => pid === thread.pid);
  const unseen = isOwnWakeUp(thread, tasks) ? [] : unseenHolders(machine, users);
  const anybody: Ender[] = tasks.length === 0 ? [{ by: 'outside', what: `whoever opens ${name}` }] : [];
  const facts = own
    ? [`it has ${name} open itself, as fd ${own.fd}, so it never sees that the others have closed it`]
    : [];
  return {
    posture: 'rest',
    enders: [...tasks, ...unseen, ...anybody],
    clause: [`the output of ${name}, which it serves`, ...facts].join(', '),
    facts,
  };
}

/** Threads of other processes, and other threads of its own, that have the other side open. */
export const ttyEnders = (
  machine: Machine,
  thread: Thread,
  { descriptors }: Holders,
  name: string,
): readonly Ender[] =>
  holdersAsEnders(machine, thread, descriptors, ({ pid, fd }) => ({
    by: 'task',
    pid,
    fd,
    object: name,
    need: 'data',
    turn: null,
  }));

export function serversInWords(machine: Machine, { descriptors }: Holders): string {
  const names = new Map(
    descriptors.map(({ pid }) => [pid, `${machine.glance(pid)?.name ?? 'process'} (${pid})`]),
  );
  return `served by ${[...names.values()].slice(0, 3).join(', ')}`;
}

/** Of those who have the master, one listens there and one (the same, mostly) listens to the world. */
async function servesPeople(machine: Machine, { descriptors }: Holders): Promise<boolean> {
  const watched = [...new Set(descriptors.map(({ pid }) => pid))].flatMap((pid) => watchedBy(machine, pid));
  const isListened = watched.some(({ descriptor }) =>
    descriptors.some(({ pid, fd }) => pid === descriptor.pid && fd === descriptor.fd),
  );
  if (!isListened) return false;
  for (const { descriptor } of watched) if (await leadsOutside(machine, descriptor)) return true;
  return false;
}

export const infoOf = ({ pid, fd, target, info }: Descriptor): PlainWait['evidence'] =>
  target.endsWith('/ptmx') && info !== null
    ? [{ source: `/proc/${pid}/fdinfo/${fd}`, text: info.trim() }]
    : [];

export const recognise = descriptorRecogniser({
  kind: 'tty-read',
  direction: 'in',
  is: (_machine, thread, { target }) =>
    isTerminal(target) || (target.startsWith('/') && sleepsIn(thread, /^n_tty_read/)),
  wait: terminalReadWait,
  sleepsIn: /^(n_tty_read|tty_read)/,
  posture: 'rest',
});
