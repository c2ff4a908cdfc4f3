/** A full POSIX message queue: who should read it sleeps. */
import { queueUser, removeQueue } from '../posix-queue.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'the reader of a full POSIX message queue sleeps',
  shows: ['message-queue', 'sleep'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    stage.atEnd(async () => void (await removeQueue(stage)));
    const reader = await queueUser(stage, 'reader', 'read', 'sleep');
    const writer = await queueUser(stage, 'writer', 'write', 'use');
    await stage.asleep(writer.pid, ['mq_timedsend']);
    return {
      ask: [writer.pid],
      rootCauses: [{ pid: reader.pid, kind: 'sleep', victims: [writer.pid] }],
      edges: [{ from: writer.pid, to: reader.pid, kind: 'message-queue' }],
    };
  },
};

export default scene;
