/* A chain of five links over three kinds of wait: each process waits for the next, and the last has stopped itself.
 * `chain FILE` (a file to lock); prints the pids in waiting order once the last is stopped, and ends them all when its stdin ends.
 *
 *   1 wait4 -> 2 read(pipe) -> 3 flock -> 4 read(pipe) -> 5 read(socket) -> 6 stopped
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { links = 6 };
static int first[2], second[2], sockets[2];
static volatile pid_t *pids;
static volatile int *is_locked;
static const char *path;

static void until(volatile int *value) {
  while (!*value) nanosleep(&(struct timespec){0, 1000000}, NULL);
}

/* What is kept open decides who could end a wait: everything else is closed. */
static void keep(int a, int b) {
  int all[] = {first[0], first[1], second[0], second[1], sockets[0], sockets[1]};
  for (int i = 0; i < 6; i++)
    if (all[i] != a && all[i] != b) close(all[i]);
}

static void member(int place) {
  char byte;
  pids[place] = getpid();
  if (place == 1) keep(first[0], -1), read(first[0], &byte, 1);
  if (place == 2) {
    keep(first[1], -1);
    until(is_locked);
    flock(open(path, O_RDWR), LOCK_EX);
  }
  if (place == 3) {
    keep(second[0], -1);
    flock(open(path, O_RDWR), LOCK_EX);
    *is_locked = 1;
    read(second[0], &byte, 1);
  }
  if (place == 4) keep(second[1], sockets[0]), read(sockets[0], &byte, 1);
  if (place == 5) keep(sockets[1], -1), raise(SIGSTOP);
  for (;;) pause();
}

int main(int argc, char **argv) {
  if (argc < 2 || setpgid(0, 0) != 0) return 2;
  path = argv[1];
  void *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  pids = shared;
  is_locked = (int *)shared + links;
  if (pipe(first) || pipe(second) || socketpair(AF_UNIX, SOCK_STREAM, 0, sockets)) return perror("chain"), 1;
  pid_t children[links];
  for (int place = 2; place < links; place++)
    if ((children[place] = fork()) == 0) member(place);
  /* the first waits for the second alone */
  if ((children[0] = fork()) == 0) {
    pids[0] = getpid();
    pid_t child = fork();
    if (child == 0) member(1);
    keep(-1, -1);
    waitpid(child, NULL, 0);
    _exit(0);
  }
  keep(-1, -1);
  int status;
  waitpid(children[5], &status, WUNTRACED);
  for (int place = 0; place < links; place++) until(&pids[place]);
  nanosleep(&(struct timespec){0, 300000000}, NULL); /* until each sleeps in its call */
  for (int place = 0; place < links; place++) printf("%d ", pids[place]);
  printf("\n");
  fflush(stdout);
  char byte;
  while (read(0, &byte, 1) > 0) continue;
  kill(0, SIGKILL);
}
