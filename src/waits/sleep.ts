/**
 * `sleep`: nanosleep and clock_nanosleep (nanosleep(2), clock_nanosleep(2)).
 * Sample: `230 0x1 0x1 0x7ffec738ff00 0x0 …` is clock_nanosleep on CLOCK_MONOTONIC until an absolute time (TIMER_ABSTIME),
 * with wchan `hrtimer_nanosleep`. After a stop and a continue it shows as `219 0x0 0x0 0x7ffee63a07f0 …`, restart_syscall
 * (restart_syscall(2)) with the arguments as they were, and often no function of its own on the stack.
 */
import type { Syscall, Thread } from '../machine/machine.ts';
import { callEvidence, sleepsIn } from './evidence.ts';
import { blind } from './plain.ts';
import { sleepTime, type SleepTime } from './sleep-time.ts';
import type { Recogniser, Wait } from './wait.ts';
import { lasting } from './words.ts';

const family =
  /^(hrtimer_nanosleep|do_nanosleep|(do_|common_)(cpu_)?nsleep|nanosleep_|alarm_timer_nsleep|alarmtimer_do_nsleep)/;

/** Other calls that are restarted with restart_syscall have a function of their own to sleep in. */
const otherRestarts = /(futex|poll|select|epoll|io_cqring)/;

export const recognise: Recogniser = (thread, machine) => {
  if (thread.call.in === 'unseen') {
    const wait = blind(thread, 'sleep', family, 'rest');
    return wait && { ...wait, object: 'the clock', enders: [{ by: 'clock', inSeconds: null }] };
  }
  if (thread.call.in !== 'call') return null;
  const { call } = thread.call;
  if (call.name === 'restart_syscall') {
    if (sleepsIn(thread, otherRestarts)) return null;
    const isClock = (call.args[0] ?? 0n) < 64n;
    return sleeping(
      thread,
      call,
      sleepTime(machine, thread, call, isClock ? 'clock_nanosleep' : 'nanosleep'),
    );
  }
  if (!/^(clock_)?nanosleep(_time64)?$/.test(call.name)) return null;
  return sleeping(thread, call, sleepTime(machine, thread, call, call.name));
};

function sleeping(thread: Thread, call: Syscall, time: SleepTime): Wait {
  return {
    pid: thread.pid,
    tid: thread.tid,
    kind: 'sleep',
    fd: null,
    object: time.wholeSeconds === null ? 'the clock' : `a sleep of ${rounded(time.wholeSeconds)} s`,
    timeoutSeconds: time.wholeSeconds,
    enders: [{ by: 'clock', inSeconds: time.leftSeconds }],
    posture: 'rest',
    because: `${call.name}: ${inWords(time)}`,
    evidence: callEvidence(thread),
  };
}

function inWords({ wholeSeconds, leftSeconds, isAbsolute, isRestarted }: SleepTime): string {
  const whole =
    wholeSeconds === null
      ? 'a sleep whose length could not be read'
      : `a sleep of ${rounded(wholeSeconds)} s`;
  if (leftSeconds === null) return whole;
  if (isAbsolute) return `a sleep until a time ${lasting(leftSeconds)} from now`;
  return `${whole}, ${isRestarted ? 'interrupted, at least ' : ''}${lasting(leftSeconds)} left`;
}

const rounded = (seconds: number): number => Number(seconds.toPrecision(6));
