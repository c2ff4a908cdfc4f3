/** From a process to the plan of its restart: looks at everything that the new one will need, and changes nothing. */
import { createHash } from 'node:crypto';
import type { Machine } from '../machine/machine.ts';
import { meminfoPath, parseMeminfo } from '../sources/proc/meminfo.ts';
import type { Stat } from '../sources/proc/stat.ts';
import { redactArgv } from '../view/redact.ts';
import { valueOf } from '../view/view.ts';
import { guardAgainst } from './guards.ts';
import type { Hands, Identity } from './hands.ts';
import { originOf } from './origin/index.ts';
import type { Origin } from './origin/origin.ts';
import { commandedStart, ownedStart } from './owned-start.ts';
import type { Plan, Why } from './plan.ts';
import { givingBack, sameAgain } from './same.ts';
import type { Settings } from './settings.ts';
import { inheritedOf, snapshotOf, type Snapshot } from './snapshot.ts';
import { statsOf, treeOf } from './tree.ts';

/** What a child that was started along with its parent is younger by, at most. */
const standingSeconds = 5;

/** A string says why there is no plan. */
export async function prepare(
  hands: Hands,
  target: Identity,
  why: Why,
  settings: Settings,
): Promise<Plan | string> {
  const machine = hands.look();
  const stats = statsOf(machine);
  await machine.prepare([target.pid]);
  const asked = snapshotOf(machine, target.pid);
  if (asked?.stat.startTicks !== target.startTicks) return 'it has ended meanwhile';
  const { killAfter, via, command } = settings;
  const origin = await originOf(
    { hands, machine, stats, snapshot: asked, killAfterSeconds: killAfter },
    { via, command },
  );
  if (origin === null) return `it is nothing that ${via ?? 'anybody'} has started`;
  if (origin.pid !== target.pid) await machine.prepare([origin.pid]);
  const old = origin.pid === target.pid ? asked : snapshotOf(machine, origin.pid);
  if (old === null) return `its main process ${origin.pid} has ended meanwhile`;
  const tree = treeOf(stats, [{ pid: old.stat.pid, startTicks: old.stat.startTicks }]);
  const own = inheritedOf(machine.view, 'self');
  const patience = killAfter + settings.settle + 10;
  const same = sameAgain(old, own, hands, patience);
  const isSame = origin.via === 'plain' || origin.via === 'command';
  const self = Number(valueOf(machine.view.link('/proc/self')) ?? 0);
  const guard = guardAgainst(stats, tree, self);
  const sockets = isSame ? await outsideListeners(machine, tree) : [];
  const program = origin.start?.[0];
  const refusals = [
    ...(guard === null ? [] : [guard]),
    ...(origin.refusal === null ? [] : [origin.refusal]),
    ...(origin.via === 'plain' ? same.refusals : []),
    ...(program !== undefined && !hands.exists(program) ? [`${program} is not there`] : []),
    ...sockets,
    ...memoryRefusal(machine, tree),
    ...(isSame ? await rehearsed(hands, same.plan.chain) : []),
    ...(hands.tool('perl') === null
      ? ['perl is not installed (Debian package perl-base); it starts the new process']
      : []),
  ];
  const parent = stats.find(({ pid }) => pid === old.stat.ppid && pid > 1) ?? null;
  return {
    target: { pid: old.stat.pid, startTicks: old.stat.startTicks },
    name: old.stat.name,
    line: redactArgv(old.argv ?? []).join(' ') || old.stat.name,
    argv: old.argv ?? [],
    why,
    origin,
    tree,
    start: startOf(origin, same.plan, old, patience),
    refusals,
    lost: isSame ? same.lost : [],
    listening: await listeningOf(machine, tree),
    standing: standingOf(machine, tree, old.stat),
    parent: origin.via === 'plain' && settings.via === null ? parent : null,
    keys: keysOf(origin, old, machine.host.bootId),
  };
}

function startOf(
  { via, start }: Origin,
  same: Plan['start'],
  old: Snapshot,
  patience: number,
): Plan['start'] {
  if (start === null) return same;
  return via === 'command' ? commandedStart(same, start, old) : ownedStart(start, patience);
}

/** What gives back user and limits is tried on a program that does nothing, while the old one still runs. */
async function rehearsed(hands: Hands, chain: readonly string[]): Promise<readonly string[]> {
  const idle = hands.tool('true');
  if (givingBack(chain).length === 0 || idle === null) return [];
  const { code, stderr } = await hands.run([...givingBack(chain), idle], 5000);
  return code === 0 ? [] : [`its user, limits and priority cannot be given back: ${stderr.trim()}`];
}

/** One of this very process, and one of whatever is called so: the next generation has another pid. */
function keysOf(origin: Origin, { stat, argv, cwd }: Snapshot, bootId: string): readonly string[] {
  const key = (...parts: readonly string[]): string =>
    createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 24);
  const called = origin.via === 'plain' ? [...(argv ?? []), cwd ?? ''] : [origin.name];
  return [key(bootId, String(stat.pid), String(stat.startTicks)), key(origin.via, ...called)];
}

function memoryRefusal(machine: Machine, tree: readonly Stat[]): readonly string[] {
  const memory = parseMeminfo(valueOf(machine.view.text(meminfoPath)) ?? '');
  if (memory === null) return [];
  const used = tree.reduce((sum, { pid }) => sum + (machine.process(pid)?.rssBytes ?? 0), 0);
  // what it has now comes back when it ends
  return memory.availableBytes + used < used * 1.1 + 16 * 1024 * 1024
    ? [`only ${Math.round(memory.availableBytes / 1024 / 1024)} MiB of memory are available`]
    : [];
}

const standingOf = (machine: Machine, tree: readonly Stat[], first: Stat): number =>
  tree.filter(
    ({ ppid, startTicks, state }) =>
      ppid === first.pid &&
      state !== 'Z' &&
      startTicks - first.startTicks <= standingSeconds * machine.ticksPerSecond,
  ).length;

export async function listeningOf(
  machine: Machine,
  tree: readonly Pick<Stat, 'pid'>[],
): Promise<readonly string[]> {
  const found = await listeners(machine, tree);
  return [...new Set(found.map(({ address }) => address))].sort();
}

async function listeners(
  machine: Machine,
  tree: readonly Pick<Stat, 'pid'>[],
): Promise<readonly { readonly address: string; readonly target: string }[]> {
  const found: { address: string; target: string }[] = [];
  for (const { pid } of tree) {
    for (const { target } of valueOf(machine.descriptors(pid)) ?? []) {
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
      const socket = inode === undefined ? null : await machine.socket(pid, Number(inode));
      if (socket?.state === 'LISTEN') found.push({ address: `${socket.family} ${socket.local}`, target });
    }
  }
  return found;
}

/** A listening socket that somebody outside has too was handed to it, and would stay without it. */
async function outsideListeners(machine: Machine, tree: readonly Stat[]): Promise<readonly string[]> {
  const ours = new Set(tree.map(({ pid }) => pid));
  const found = (await listeners(machine, tree)).flatMap(({ address, target }) => {
    const other = machine.holders(target).descriptors.find(({ pid }) => !ours.has(pid));
    return other ? [`its listening socket ${address} is also open in ${other.pid}, which would keep it`] : [];
  });
  return [...new Set(found)];
}
