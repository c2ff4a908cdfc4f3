/**
 * `poll`: a wait on a set of descriptors, by poll, select, epoll or io_uring (poll(2), select(2), epoll_wait(2),
 * io_uring_enter(2)). Sample: `232 0x4 0x7f… 0x400 0xffffffffffffffff …` is epoll_wait on fd 4, for ever.
 */
import type { Machine, Thread } from '../machine/machine.ts';
import { epollEntries, isEpoll } from './epoll.ts';
import { wchanEvidence } from './evidence.ts';
import { blind } from './plain.ts';
import { setOf } from './poll-calls.ts';
import { setWait } from './poll-set.ts';
import type { Recogniser } from './wait.ts';

const family =
  /^(ep_poll|do_epoll_wait|schedule_hrtimeout_range|(do_)?poll_schedule_timeout|do_select|do_poll|do_sys_poll|io_cqring_wait)/;

export const recognise: Recogniser = (thread, machine) => {
  if (thread.call.in === 'unseen') return unseenCall(thread, machine);
  const set = thread.call.in === 'call' ? setOf(machine, thread, thread.call.call) : null;
  return set && setWait(machine, thread, set);
};

/** Where the call may not be seen but the descriptors may, the only epoll of the process is the one it waits on. */
function unseenCall(thread: Thread, machine: Machine): ReturnType<Recogniser> {
  const wait = blind(thread, 'poll', family, 'open');
  if (!wait || thread.wchan === null || !thread.wchan.includes('ep')) return wait;
  const descriptors = machine.descriptors(thread.pid);
  const epolls = descriptors.ok ? descriptors.value.filter(({ target }) => isEpoll(target)) : [];
  const [only] = epolls;
  if (!only || epolls.length > 1) return wait;
  return setWait(machine, thread, {
    callName: 'epoll_wait',
    ...epollEntries(machine, only),
    limit: { is: 'unread' },
    others: [],
    signalEnds: false,
    evidence: wchanEvidence(thread),
  });
}
