/** An abstract name with all its padding is another name than without: its zeros count, unix(7). The listener's process waits for a child. */
import type { Scene } from '../scene.ts';

const source = `
int main(int count, char **args) {
  struct sockaddr_un at = {.sun_family = AF_UNIX};
  snprintf(at.sun_path + 1, 100, "%s", args[1]);
  int one = socket(AF_UNIX, SOCK_STREAM, 0);
  if (args[2][0] == 'l') {
    bind(one, (struct sockaddr *)&at, sizeof at);
    listen(one, 0);
    pid_t child = fork();
    if (child == 0) {
      close(one);
      raise(SIGSTOP);
    }
    say("ready %d\\n", child);
    waitpid(child, NULL, 0);
  }
  say("ready\\n");
  for (;;) connect(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&at, sizeof at);
}`;

const scene: Scene = {
  title: 'a client connects to a padded abstract name whose queue is full, the server behind a stopped child',
  shows: ['unix-connect', 'child-exit', 'stopped'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const name = stage.dir.split('/').at(-1) ?? '';
    const server = await stage.c(source, { name: 'server', args: [name, 'listen'] });
    const child = Number(await server.line('ready'));
    await stage.inState(child, 'T');
    const { pid } = await stage.c(source, { name: 'client', args: [name, 'connect'] });
    await stage.asleep(pid, ['connect']);
    return {
      ask: [pid],
      rootCauses: [{ pid: child, kind: 'stopped', victims: [pid, server.pid] }],
      edges: [{ from: pid, to: server.pid, kind: 'unix-connect', certain: true }],
    };
  },
};

export default scene;
