/**
 * `page-fault`: it touched a page that is not there, and waits for whoever brings it: a program that serves the range
 * through a userfaultfd (userfaultfd(2)), the swap, or the file that is mapped. Sample: wchan `handle_userfault`,
 * and in the fdinfo of the userfaultfd `pending:	1`, `total:	1`.
 */
import { fdinfoPath, numberOf } from '../sources/proc/fdinfo.ts';
import type { Machine, Thread } from '../machine/machine.ts';
import { sleepsIn } from './evidence.ts';
import { isAsleep, isInFault, kernelWait } from './kernel-wait.ts';
import { holdersAsEnders } from './plain.ts';
import { descriptorsInFlight, unseenHolders } from './unseen.ts';
import type { Recogniser, Wait } from './wait.ts';

const userfault = /^handle_userfault/;
export const swap =
  /^(do_swap_page|swap_read|swapin_|swap_cluster_readahead|swap_vma_readahead|read_swap_cache)/;
/** Functions that wait for a page, whoever brings it. */
export const pageWait = /^((__)?folio_wait_|(__)?folio_lock|wait_on_page_|(__)?lock_page|io_schedule)/;

export const recognise: Recogniser = (thread, machine) => {
  if (!isAsleep(thread) || thread.process.isKernel) return null;
  if (sleepsIn(thread, userfault)) return byUserfault(machine, thread);
  if (thread.state !== 'D' || !isInFault(thread)) return null;
  if (sleepsIn(thread, swap)) return fromDevice(thread, 'a page in the swap', 'the swap');
  if (!sleepsIn(thread, pageWait)) return null;
  return fromDevice(thread, 'a page of a mapped file, or of the swap', 'the disk that has the page');
};

const fromDevice = (thread: Thread, object: string, what: string): Wait =>
  kernelWait(thread, {
    kind: 'page-fault',
    object,
    clause: `it touched ${object}, which has to be read`,
    enders: [{ by: 'device', what }],
  });

/** Which userfaultfd serves the page nobody tells; of those that exist, the ones with a fault that waits. */
function byUserfault(machine: Machine, thread: Thread): Wait {
  const holders = machine.holders('anon_inode:[userfaultfd]');
  const serving = holders.descriptors.filter(({ info }) => (numberOf(info ?? '', 'total') ?? 1) > 0);
  const own = serving.filter(({ pid }) => pid === thread.pid);
  // it may have been handed to another process, and closed here; or handed to one more
  const inodes = own.map(({ info }) => numberOf(info ?? '', 'ino'));
  const concerned =
    own.length > 0 ? serving.filter(({ info }) => inodes.includes(numberOf(info ?? '', 'ino'))) : serving;
  const object = 'a page that a userfaultfd has to supply';
  const enders = holdersAsEnders(machine, thread, concerned, ({ pid, fd }) => ({
    by: 'task',
    pid,
    fd,
    object,
    need: 'continue',
    turn: 'theirs',
  }));
  const unseen = [
    ...unseenHolders(machine, holders),
    ...(enders.length === 0 ? descriptorsInFlight(machine) : []),
  ];
  const isFound = concerned.length > 0 || unseen.length > 0;
  return kernelWait(thread, {
    kind: 'page-fault',
    object,
    clause: `it touched ${object}`,
    enders: isFound
      ? [...enders, ...unseen]
      : [{ by: 'unseen', why: 'who holds the userfaultfd was not found' }],
    evidence: concerned.map(({ pid, fd, info }) => ({
      source: fdinfoPath(pid, fd),
      text: (info ?? '').trim(),
    })),
    facts:
      concerned.length > 0 && enders.length === 0 && unseen.length === 0
        ? ['only the process itself holds the userfaultfd']
        : [],
  });
}
