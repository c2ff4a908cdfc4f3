/** Programs that several scenes have on stage: somebody who holds a lock, somebody who wants it. */
import type { Program, Scene, Stage } from './scene.ts';

/** Takes an flock(2) on a file and keeps it; then does `then` (Perl), by default sleeps for an hour. */
export const holdsFlock = (
  stage: Stage,
  file: string,
  then = 'sleep 3600;',
  name = 'holder',
  stdin: 'null' | 'pipe' = 'null',
): Promise<Program> =>
  stage.perl(
    `use Fcntl ':flock'; $| = 1;
open(my $file, '>>', $ARGV[0]) or die $!;
flock($file, LOCK_EX) or die $!;
print "ready\\n";
${then}`,
    { name, args: [file], stdin },
  );

/** Wants that lock, and is asleep at it when this returns. */
export const wantsFlock = async (stage: Stage, file: string, name = 'waiter'): Promise<Program> => {
  const waiter = await stage.perl(
    `use Fcntl ':flock'; $| = 1;
open(my $file, '>>', $ARGV[0]) or die $!;
print "ready\\n";
flock($file, LOCK_EX) or die $!;`,
    { name, args: [file] },
  );
  await stage.asleep(waiter.pid, ['flock']);
  return waiter;
};

/** Stops a process, and returns when it has stopped. */
export const stop = async (stage: Stage, pid: number): Promise<void> => {
  process.kill(pid, 'SIGSTOP');
  await stage.inState(pid, 'T');
};

/** Two threads of some version of Python in the classical embrace. Its locks have no owner that the kernel shows. */
export const pythonLocksAbba = (version: string): Scene => ({
  title: `two threads of Python ${version} take two locks in opposite order`,
  shows: ['futex'],
  with: [`Python ${version}`],
  needs: [`python${version}`],
  async make(stage) {
    const source = `
import threading, time
one, two = threading.Lock(), threading.Lock()
def both(first, second, pause):
    with first:
        time.sleep(pause)
        with second:
            pass
threads = [threading.Thread(target=both, args=(one, two, 0.1)), threading.Thread(target=both, args=(two, one, 0.3))]
for thread in threads:
    thread.start()
print('ready')
for thread in threads:
    thread.join()
`;
    const { pid } = await stage.python(source, { version });
    for (const tid of stage.threads(pid)) await stage.asleep(pid, ['futex'], tid);
    return {
      ask: [pid],
      rootCauses: [{ pid, kind: ['futex', 'mutex'], cycle: [pid], victims: [] }],
      statuses: { [pid]: 'stuck' },
    };
  },
});

const semaphores = `
#include <sys/sem.h>
int main(int count, char **args) {
  if (count == 1) {
    int id = semget(IPC_PRIVATE, 2, 0600);
    semctl(id, 0, SETVAL, 1);
    semctl(id, 1, SETVAL, 1);
    say("id %d\\nready\\n", id);
    return 0;
  }
  int id = atoi(args[1]);
  char go;
  struct sembuf take = {.sem_num = atoi(args[2]), .sem_op = -1};
  say("comes\\n");
  semop(id, &take, 1);
  say("ready\\n");
  if (strcmp(args[3], "sleep") == 0) for (;;) sleep(3600);
  read(0, &go, 1);
  take.sem_num = atoi(args[3]);
  semop(id, &take, 1);
}`;

/** A System V set of two semaphores, each of value 1; removed at the end. */
export const heldSemaphore = async (stage: Stage) => {
  const maker = await stage.c(semaphores, { name: 'maker' });
  const id = await maker.line('id');
  stage.atEnd(async () => {
    await stage.run(['ipcrm', '-s', id]);
  });
  return {
    id,
    /** A process that takes one of them, and then sleeps or, told to, takes another. */
    take: (name: string, first: string, then: string): Promise<Program> =>
      stage.c(semaphores, { name, args: [id, first, then], stdin: 'pipe', ready: 'comes' }),
  };
};
