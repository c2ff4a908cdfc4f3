/**
 * Locks of every sort in real programs: what glibc, Python and the kernel really leave in memory and in /proc, against
 * what a diagnosis makes of it. Owners are known because the programs print them.
 */
import assert from 'node:assert/strict';
import flockInherited from '../zoo/hung/flock-inherited-owner-gone.ts';
import leaseHolderAsleep from '../zoo/hung/lease-holder-asleep.ts';
import queuePosixFull from '../zoo/hung/message-queue-posix-full.ts';
import queueSysvFull from '../zoo/hung/message-queue-sysv-full.ts';
import sharedAbba from '../zoo/hung/mutex-shared-abba.ts';
import ofdHolderStopped from '../zoo/hung/ofd-lock-holder-stopped.ts';
import semaphorePosix from '../zoo/hung/semaphore-posix-named-holder-stopped.ts';
import semaphoreSysv from '../zoo/hung/semaphore-sysv-abba.ts';
import { inShort, onStage } from './on-stage.ts';

const scenes = [
  flockInherited,
  leaseHolderAsleep,
  queuePosixFull,
  queueSysvFull,
  sharedAbba,
  ofdHolderStopped,
  semaphorePosix,
  semaphoreSysv,
];

for (const scene of scenes) {
  onStage(scene.title, async (stage, look) => {
    const { edges = [] } = await scene.make(stage);
    assert.ok(edges.length > 0);
    for (const { from, to, kind } of edges) {
      const wait = await look(from);
      assert.equal(wait?.kind, kind);
      const enders = wait.enders.filter(({ by }) => by === 'task');
      assert.deepEqual(
        enders.map((ender) => ender.by === 'task' && ender.pid),
        [to],
      );
    }
  });
}

/** Every thread takes its name, and then waits for what the keeper has. */
const everySort = `
#include <semaphore.h>
#include <sys/prctl.h>
static pthread_mutex_t plain = PTHREAD_MUTEX_INITIALIZER, robust, inheriting, recursive, beside = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t written = PTHREAD_RWLOCK_INITIALIZER, read_ = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static sem_t semaphore;
static pthread_t keeper;
static struct timespec later(int clock) {
  struct timespec at;
  clock_gettime(clock, &at);
  at.tv_sec += 500;
  return at;
}
#define WAITS(name, wait) static void *name(void *unused) { prctl(PR_SET_NAME, #name); wait; return NULL; }
WAITS(plain1, pthread_mutex_lock(&plain))
WAITS(timed1, struct timespec at = later(CLOCK_REALTIME); pthread_mutex_timedlock(&plain, &at))
WAITS(clock1, struct timespec at = later(CLOCK_MONOTONIC); pthread_mutex_clocklock(&plain, CLOCK_MONOTONIC, &at))
WAITS(robust1, pthread_mutex_lock(&robust))
WAITS(inherits1, pthread_mutex_lock(&inheriting))
WAITS(recursive1, pthread_mutex_lock(&recursive))
WAITS(reads1, pthread_rwlock_rdlock(&written))
WAITS(writes1, pthread_rwlock_wrlock(&written))
WAITS(writes2, pthread_rwlock_wrlock(&read_))
WAITS(stream1, flockfile(stderr))
WAITS(joins1, pthread_join(keeper, NULL))
WAITS(condition1, pthread_mutex_lock(&beside); pthread_cond_wait(&condition, &beside))
WAITS(semaphore1, sem_wait(&semaphore))
static void *keeps(void *unused) {
  prctl(PR_SET_NAME, "keeper");
  pthread_mutex_lock(&plain);
  pthread_mutex_lock(&robust);
  pthread_mutex_lock(&inheriting);
  pthread_mutex_lock(&recursive);
  pthread_mutex_lock(&recursive);
  pthread_rwlock_wrlock(&written);
  pthread_rwlock_rdlock(&read_);
  flockfile(stderr);
  for (;;) sleep(3600);
}
int main(void) {
  void *(*const waits[])(void *) = {plain1, timed1, clock1, robust1, inherits1, recursive1, reads1, writes1, writes2, stream1, joins1, condition1, semaphore1};
  pthread_mutexattr_t how;
  pthread_t thread;
  pthread_mutexattr_init(&how);
  pthread_mutexattr_setrobust(&how, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_init(&robust, &how);
  pthread_mutexattr_init(&how);
  pthread_mutexattr_setprotocol(&how, PTHREAD_PRIO_INHERIT);
  pthread_mutex_init(&inheriting, &how);
  pthread_mutexattr_init(&how);
  pthread_mutexattr_settype(&how, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init(&recursive, &how);
  sem_init(&semaphore, 0, 0);
  pthread_create(&keeper, NULL, keeps, NULL);
  usleep(300000);
  for (unsigned number = 0; number < sizeof waits / sizeof *waits; number++) pthread_create(&thread, NULL, waits[number], NULL);
  say("ready\\n");
  for (;;) sleep(3600);
}`;

/** The kind, what the object begins with, and whether the keeper, any other thread or the clock can end it. */
const wanted = [
  ['mutex', 'mutex at', 'keeper'],
  ['mutex', 'mutex at', 'keeper, clock'],
  ['mutex', 'mutex at', 'keeper, clock'],
  ['mutex', 'mutex at', 'keeper'],
  ['mutex', 'mutex at', 'keeper'],
  ['mutex', 'mutex at', 'keeper'],
  ['mutex', 'read-write lock at', 'keeper'],
  ['mutex', 'read-write lock at', 'keeper'],
  ['futex', 'read-write lock at', 'others'],
  ['mutex', 'lock of a stream at', 'keeper'],
  ['thread-join', 'thread ', 'keeper'],
  ['futex', 'condition variable at', 'others'],
  ['futex', 'semaphore at', 'others'],
] as const;

onStage('every sort of lock in a program of C', async (stage, look) => {
  const { pid } = await stage.c(everySort);
  const tids = await stage.until('all threads', () => {
    const all = stage.threads(pid);
    return all.length === wanted.length + 2 && all;
  });
  const [, keeper = 0, ...waiters] = tids;
  for (const tid of waiters) await stage.asleep(pid, ['futex'], tid);
  const names = new Map([
    [`${pid}/${keeper} release`, 'keeper'],
    [`${pid}/${keeper} exit`, 'keeper'],
    [`${pid} data`, 'others'],
  ]);
  for (const [index, [kind, object, enders]] of wanted.entries()) {
    const wait = await look(pid, waiters[index]);
    const told = inShort(wait?.enders ?? []).map((ender) => names.get(ender) ?? ender);
    assert.deepEqual([wait?.kind, told.join(', ')], [kind, enders], `${kind} ${object} (${index})`);
    assert.ok(wait?.object.startsWith(object), `${wait?.object ?? ''} begins with ${object}`);
    const isTimed = enders.endsWith('clock');
    const seconds = wait?.timeoutSeconds ?? null;
    assert.ok(isTimed ? seconds !== null && Math.abs(seconds - 500) < 5 : seconds === null, `${seconds} s`);
  }
});

onStage('a child of a program with threads, after fork: nobody here will unlock', async (stage, look) => {
  const source = `
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static void *keeps(void *unused) { pthread_mutex_lock(&mutex); for (;;) sleep(3600); }
int main(void) {
  pthread_t keeper;
  pthread_create(&keeper, NULL, keeps, NULL);
  usleep(300000);
  pid_t child = fork();
  if (child == 0) pthread_mutex_lock(&mutex);
  say("child %d\\nready\\n", child);
  waitpid(child, NULL, 0);
}`;
  const parent = await stage.c(source);
  const child = Number(await parent.line('child'));
  const [, keeper] = stage.threads(parent.pid);
  await stage.asleep(child, ['futex']);
  const wait = await look(child);
  assert.deepEqual([wait?.kind, wait?.enders], ['mutex', []]);
  assert.deepEqual(wait?.facts, [
    `its owner ${keeper ?? 0} is a thread of the parent ${parent.pid}, from before the fork`,
  ]);
});
