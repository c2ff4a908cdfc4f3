/** A daemon that takes its signals from a descriptor has left a lock behind; asked by the pattern of those who want it. */
import { wantsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
#include <sys/signalfd.h>
#include <sys/epoll.h>
int main(int count, char **args) {
  sigset_t set;
  char text[256];
  flock(open(args[1], O_RDWR | O_CREAT, 0600), LOCK_EX);
  sigemptyset(&set);
  sigaddset(&set, SIGHUP);
  sigprocmask(SIG_BLOCK, &set, NULL);
  int signals = signalfd(-1, &set, 0);
  say("ready\\n");
  read(signals, text, sizeof text);
}`;

const scene: Scene = {
  title: 'a process reads its signalfd with a lock held that two others want',
  shows: ['file-lock', 'signal'],
  with: ['C', 'Perl'],
  needs: ['gcc', 'perl'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const holder = await stage.c(source, { name: 'daemon', args: [file] });
    await stage.asleep(holder.pid, ['read']);
    const one = await wantsFlock(stage, file, 'one');
    const other = await wantsFlock(stage, file, 'other');
    return {
      ask: `${stage.dir}/other`,
      rootCauses: [{ pid: holder.pid, kind: 'signal', victims: [one.pid, other.pid] }],
      edges: [{ from: other.pid, to: holder.pid, kind: 'file-lock', certain: true }],
    };
  },
};

export default scene;
