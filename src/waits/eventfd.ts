/**
 * `eventfd`: a read of an eventfd whose counter is 0, or a write to one that is full (eventfd(2)).
 * Sample: `0 0x3 0x7f… 0x8 …` (read, fd 3) with stack `eventfd_read`; fdinfo has `eventfd-count:                0` in
 * hexadecimal and, since Linux 5.2, `eventfd-id: 1`: its link is that of every other eventfd.
 *
 * Whoever has it open could add to it; so could the kernel, for io_uring, KVM, VFIO, AIO or a version 1 control group.
 */
import type { Descriptor, Holders, Machine, Thread } from '../machine/machine.ts';
import { numberOf } from '../sources/proc/fdinfo.ts';
import type { DescriptorWait } from './descriptor-wait.ts';
import { descriptorRecogniser } from './descriptor-recogniser.ts';
import { holdersAsEnders } from './plain.ts';
import { descriptorsInFlight, isOwnWakeUp, unseenHolders } from './unseen.ts';
import type { Ender } from './wait.ts';

export const isEventfd = (target: string): boolean => target === 'anon_inode:[eventfd]';

/** What makes the kernel itself add to an eventfd. */
const kernelSources =
  /^anon_inode:(\[io_uring\]|kvm-|\[vfio|\[iommufd)|^\/dev\/(kvm|vhost|vfio|iommu)|\/cgroup\.event_control$|\/memory\.(oom_control|usage_in_bytes|memsw\.usage_in_bytes|pressure_level)$/;

export const eventfdWait: DescriptorWait = async (machine, thread, descriptor, direction) => {
  const info = descriptor.info ?? '';
  const id = numberOf(info, 'eventfd-id');
  const holders = id === null ? machine.possibleSharers(descriptor) : machine.holdersOfEventfd(id);
  const name = id === null ? `eventfd at fd ${descriptor.fd}` : `eventfd ${id}`;
  const tasks = holdersAsEnders(machine, thread, withOwn(holders, descriptor), ({ pid, fd }) => ({
    by: 'task',
    pid,
    fd,
    object: name,
    need: 'data',
    turn: null,
  }));
  const enders = [...tasks, ...(await otherEnders(machine, thread, holders, tasks, id !== null))];
  return {
    kind: 'eventfd',
    object: name,
    posture: 'open',
    enders,
    ready: direction === 'in' && /^eventfd-count:\s*0*[1-9a-f]/m.test(info),
    clause: `${name}, whose counter is ${direction === 'in' ? '0' : 'full'}`,
    evidence:
      info === '' ? [] : [{ source: `/proc/${descriptor.pid}/fdinfo/${descriptor.fd}`, text: info.trim() }],
    facts: enders.length === 0 ? ['no other thread and no other process has it'] : [],
  };
};

/** `possibleSharers` leaves the process itself out. */
const withOwn = ({ descriptors }: Holders, descriptor: Descriptor): readonly Descriptor[] =>
  descriptors.some(({ pid }) => pid === descriptor.pid) ? descriptors : [descriptor, ...descriptors];

/** Where other threads of its own could wake it, which is what eventfds are for, it is not asked who else might. */
async function otherEnders(
  machine: Machine,
  thread: Thread,
  holders: Holders,
  tasks: readonly Ender[],
  isNamed: boolean,
): Promise<readonly Ender[]> {
  if (isOwnWakeUp(thread, tasks)) return [];
  const enders: Ender[] = [...unseenHolders(machine, holders)];
  if (tasks.length > 0) return enders;
  if (!isNamed) enders.push({ by: 'unseen', why: 'this kernel does not tell who shares an eventfd' });
  if (await kernelMayAdd(machine, thread))
    enders.push({ by: 'device', what: 'the kernel, which may add to it' });
  return enders.length > 0 ? enders : descriptorsInFlight(machine);
}

/** What the process has open and what it has mapped: AIO shows as a mapping `/[aio]`. */
async function kernelMayAdd(machine: Machine, thread: Thread): Promise<boolean> {
  const open = machine.descriptors(thread.pid);
  if (open.ok && open.value.some(({ target }) => kernelSources.test(target))) return true;
  const maps = await machine.maps(thread.pid);
  return maps.ok && maps.value.some(({ path }) => path.startsWith('/[aio]'));
}

export const recognise = descriptorRecogniser({
  kind: 'eventfd',
  direction: null,
  is: (_machine, _thread, { target }) => isEventfd(target),
  wait: eventfdWait,
  sleepsIn: /^eventfd_(read|write)/,
  posture: 'open',
});
