/**
 * Who has a thing open: one pass over the descriptors of all processes, made when first asked and shared by all who
 * ask. It costs a readlink a descriptor, so it keeps numbers and makes objects only of what is found.
 * Two ends of a pipe have one link, `pipe:[8011]`; an eventfd has none of its own, its fdinfo tells it.
 */
import { numberOf } from '../sources/proc/fdinfo.ts';
import { mountinfoPath, parseMountinfo } from '../sources/proc/mountinfo.ts';
import { valueOf, type View } from '../view/view.ts';
import { descriptorAt, fdHome } from './descriptors.ts';
import type { Descriptor, Holders, Machine, Unseen } from './machine.ts';

/** A pid is less than 2²², a descriptor less than 2³¹: both fit into the 53 bits of a number. */
const fdRange = 2 ** 31;

interface Opened {
  readonly byTarget: ReadonlyMap<string, number | readonly number[]>;
  readonly unseen: readonly number[];
}

export function holdersOf(
  view: View,
  tasks: Pick<Machine, 'glances' | 'glance'>,
): Pick<
  Machine,
  'holders' | 'holdersWhere' | 'holdersOfEventfd' | 'possibleSharers' | 'ptyMasters' | 'couldNotSee'
> {
  let all: Opened | null = null;
  const opened = (): Opened => (all ??= openedByAll(view, tasks));

  const at = (target: string): readonly Descriptor[] =>
    [opened().byTarget.get(target) ?? []].flat().map((packed) => {
      const pid = Math.floor(packed / fdRange);
      return descriptorAt(
        view,
        fdHome(view, pid, tasks.glance(pid)?.state ?? ''),
        pid,
        packed % fdRange,
        target,
      );
    });

  const holdersWhere = (matches: (target: string) => boolean): Holders => ({
    descriptors: [...opened().byTarget.keys()].filter(matches).flatMap(at),
    unseen: opened().unseen,
  });

  return {
    holders: (target) => ({ descriptors: at(target), unseen: opened().unseen }),
    holdersWhere,
    holdersOfEventfd: (id) => ({
      descriptors: at('anon_inode:[eventfd]').filter(({ info }) => numberOf(info ?? '', 'eventfd-id') === id),
      unseen: opened().unseen,
    }),
    possibleSharers: (descriptor) => ({
      descriptors: at(descriptor.target).filter((other) => looksAlike(descriptor, other)),
      unseen: opened().unseen,
    }),
    ptyMasters: (index, pid) => {
      const { descriptors, unseen } = holdersWhere((target) => target.endsWith('/ptmx'));
      return { descriptors: inSameDevpts(view, pid, descriptors.filter(serves(index))), unseen };
    },
    couldNotSee: () => (all === null || all.unseen.length === 0 ? [] : [denied(all.unseen.length)]),
  };
}

const denied = (count: number): Unseen => ({
  code: 'permission',
  pid: null,
  message: `the descriptors of ${count} processes may not be read: each of them could hold the other end of something`,
});

/** This process leaves itself out: it is gone before anybody could wait for it. */
function openedByAll(view: View, tasks: Pick<Machine, 'glances'>): Opened {
  const self = Number(valueOf(view.link('/proc/self')));
  const byTarget = new Map<string, number | number[]>();
  const unseen: number[] = [];
  for (const { pid, state, isKernel } of tasks.glances()) {
    if (isKernel || pid === self) continue;
    const directory = `${fdHome(view, pid, state)}/fd`;
    const links = view.linked(directory);
    if (!links.ok) {
      if (links.reason !== 'gone' && links.reason !== 'absent' && state !== 'Z' && state !== 'X')
        unseen.push(pid);
      continue;
    }
    for (let at = 0; at + 1 < links.value.length; at += 2) {
      add(byTarget, links.value[at + 1] ?? '', pid * fdRange + Number(links.value[at]));
    }
  }
  return { byTarget, unseen };
}

/** Most things are held once: only the second holder makes a list of them. */
function add(byTarget: Map<string, number | number[]>, target: string, packed: number): void {
  const known = byTarget.get(target);
  if (known === undefined) byTarget.set(target, packed);
  else if (typeof known === 'number') byTarget.set(target, [known, packed]);
  else known.push(packed);
}

function looksAlike(one: Descriptor, other: Descriptor): boolean {
  if (other.pid === one.pid || other.fd !== one.fd || one.info === null || other.info === null) return false;
  return lasting(one.info) === lasting(other.info);
}

/** A timerfd's remaining time differs from one reading to the next. */
const lasting = (info: string): string => info.replace(/^it_value:.*\n/m, '');

const serves =
  (index: number) =>
  ({ info }: Descriptor): boolean =>
    numberOf(info ?? '', 'tty-index') === index;

/** Every devpts counts from 0: of several masters those whose mount the terminal's user sees serve it. */
function inSameDevpts(view: View, pid: number, masters: readonly Descriptor[]): readonly Descriptor[] {
  if (masters.length < 2) return masters;
  const mounts = parseMountinfo(valueOf(view.text(mountinfoPath(pid))) ?? '').map(({ id }) => id);
  const seen = masters.filter(({ info }) => mounts.includes(numberOf(info ?? '', 'mnt_id') ?? -1));
  return seen.length > 0 ? seen : masters;
}
