/* Many processes that sleep: `sleepers PROCESSES DESCRIPTORS`. They are one process group, that of the first; when its
 * stdin ends, all of them are ended. Each holds that many descriptors of /dev/null beside its own three. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv) {
  int processes = argc > 1 ? atoi(argv[1]) : 5000;
  int descriptors = argc > 2 ? atoi(argv[2]) : 0;
  if (setpgid(0, 0) != 0) return perror("setpgid"), 1;
  int null = open("/dev/null", O_RDWR);
  for (int made = 0; made < processes; made++) {
    pid_t child = fork();
    if (child < 0) {
      fprintf(stderr, "sleepers: only %d of %d could be made\n", made, processes);
      kill(0, SIGKILL);
    }
    if (child == 0) {
      dup2(null, 0); /* stdin and stdout are the first one's: it is to see their end, and to be seen to end */
      dup2(null, 1);
      for (int one = 1; one < descriptors; one++)
        if (dup(null) < 0) break;
      for (;;) pause();
    }
  }
  printf("ready\n");
  fflush(stdout);
  char byte;
  while (read(0, &byte, 1) > 0) continue;
  kill(0, SIGKILL);
}
