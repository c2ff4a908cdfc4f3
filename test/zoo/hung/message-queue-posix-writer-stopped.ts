/** An empty POSIX message queue: the one process that has it open for writing is stopped. */
import { queueUser, removeQueue } from '../posix-queue.ts';
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'the writer of an empty POSIX message queue is stopped',
  shows: ['message-queue', 'stopped'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    stage.atEnd(async () => void (await removeQueue(stage)));
    const writer = await queueUser(stage, 'writer', 'write', 'sleep');
    await stop(stage, writer.pid);
    const reader = await queueUser(stage, 'reader', 'read', 'use');
    await stage.asleep(reader.pid, ['mq_timedreceive']);
    return {
      ask: [reader.pid],
      rootCauses: [{ pid: writer.pid, kind: 'stopped' }],
      edges: [{ from: reader.pid, to: writer.pid, kind: 'message-queue' }],
    };
  },
};

export default scene;
