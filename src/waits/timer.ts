/**
 * `timer`: a read of a timerfd (timerfd_create(2)). Sample: `0 0x3 0x7ffe… 0x8 …` (read, fd 3) with stack
 * `timerfd_read_iter`, before Linux 6.10 `timerfd_read`; fdinfo tells what is left, on whatever clock:
 *
 *   clockid: 1
 *   ticks: 0
 *   settime flags: 00
 *   it_value: (59, 823451000)
 *   it_interval: (90, 0)
 */
import type { DescriptorWait } from './descriptor-wait.ts';
import { descriptorRecogniser } from './descriptor-recogniser.ts';
import type { Ender } from './wait.ts';
import { lasting } from './words.ts';

export const isTimer = (target: string): boolean => target === 'anon_inode:[timerfd]';

export const timerWait: DescriptorWait = (_machine, _thread, { pid, fd, info }) => {
  const left = secondsIn(info, 'it_value');
  const every = secondsIn(info, 'it_interval');
  const object = every === null || every === 0 ? 'a timer' : `a timer of every ${every} s`;
  return Promise.resolve({
    kind: 'timer',
    object,
    posture: 'rest',
    enders: [endOf(left)],
    ready: /^ticks: [1-9]/m.test(info ?? ''),
    clause:
      left === null
        ? object
        : left === 0
          ? `${object}, which is not armed`
          : `${object}, due in ${lasting(left)}`,
    evidence: info === null ? [] : [{ source: `/proc/${pid}/fdinfo/${fd}`, text: info.trim() }],
  });
};

/** A timer that is not armed goes off only when somebody arms it: who shares a timerfd is not to be seen. */
const endOf = (left: number | null): Ender =>
  left === 0
    ? { by: 'unseen', why: 'the timer is not armed, and who could arm it is not known' }
    : { by: 'clock', inSeconds: left };

/** `(59, 823451000)`: seconds and nanoseconds. */
function secondsIn(info: string | null, name: string): number | null {
  const [, seconds, nanoseconds] = new RegExp(`^${name}: \\((\\d+), (\\d+)\\)`, 'm').exec(info ?? '') ?? [];
  return seconds === undefined || nanoseconds === undefined
    ? null
    : Number(seconds) + Number(nanoseconds) / 1e9;
}

export const recognise = descriptorRecogniser({
  kind: 'timer',
  direction: 'in',
  is: (_machine, _thread, { target }) => isTimer(target),
  wait: timerWait,
  sleepsIn: /^timerfd_read/,
  posture: 'rest',
});
