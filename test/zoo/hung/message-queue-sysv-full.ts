/** A full System V message queue: its reader took one message and sleeps. */
import type { Scene } from '../scene.ts';

const source = `
#include <sys/ipc.h>
#include <sys/msg.h>
int main(int count, char **args) {
  struct { long type; char text[1024]; } message = {.type = 1};
  if (count == 1) {
    say("id %d\\nready\\n", msgget(IPC_PRIVATE, 0600));
    return 0;
  }
  int id = atoi(args[1]);
  say("ready\\n");
  if (strcmp(args[2], "read") == 0) {
    msgrcv(id, &message, sizeof message.text, 0, 0);
    say("took one\\n");
    for (;;) sleep(3600);
  }
  for (;;) msgsnd(id, &message, sizeof message.text, 0);
}`;

const scene: Scene = {
  title: 'the reader of a full System V message queue sleeps',
  shows: ['message-queue', 'sleep'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const id = await (await stage.c(source, { name: 'maker' })).line('id');
    stage.atEnd(async () => {
      await stage.run(['ipcrm', '-q', id]);
    });
    const reader = await stage.c(source, { name: 'reader', args: [id, 'read'] });
    const writer = await stage.c(source, { name: 'writer', args: [id, 'write'] });
    await reader.line('took one');
    await stage.asleep(writer.pid, ['msgsnd']);
    return {
      ask: [writer.pid],
      rootCauses: [{ pid: reader.pid, kind: 'sleep', victims: [writer.pid] }],
      edges: [{ from: writer.pid, to: reader.pid, kind: 'message-queue' }],
    };
  },
};

export default scene;
