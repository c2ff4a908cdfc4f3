/* Two processes that do nothing but pipe round trips: `ping-pong PROCESSOR`, both on that processor (-1: on any). For each line on stdin
 * it prints how many round trips there have been so far, and the microseconds since it began; it ends when stdin does. */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long microseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000L + now.tv_nsec / 1000;
}

static void play(int from, int to, volatile long *count) {
  char ball = 0;
  while (write(to, &ball, 1) == 1 && read(from, &ball, 1) == 1) ++*count;
  _exit(0);
}

int main(int argc, char **argv) {
  int processor = argc > 1 ? atoi(argv[1]) : -1;
  volatile long *count = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  int there[2], back[2];
  if (pipe(there) || pipe(back)) return perror("ping-pong"), 1;
  pid_t players[2];
  for (int side = 0; side < 2; side++) {
    if ((players[side] = fork()) != 0) continue;
    if (processor >= 0) {
      cpu_set_t set;
      CPU_ZERO(&set);
      CPU_SET(processor, &set);
      sched_setaffinity(0, sizeof set, &set);
    }
    /* the answering side counts into a place that nobody reads */
    if (side == 0) play(back[0], there[1], count);
    char ball;
    while (read(there[0], &ball, 1) == 1 && write(back[1], &ball, 1) == 1) continue;
    _exit(0);
  }
  printf("%d %d\n", players[0], players[1]);
  fflush(stdout);
  char line[8];
  while (fgets(line, sizeof line, stdin)) {
    printf("%ld %ld\n", *count, microseconds());
    fflush(stdout);
  }
  for (int side = 0; side < 2; side++) kill(players[side], SIGKILL);
}
