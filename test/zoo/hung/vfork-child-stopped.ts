/** The parent sleeps uninterruptibly in vfork, with no disk anywhere: its child is stopped before its exec. */
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
int main(void) {
  say("ready\\n");
  if (vfork() == 0) {
    for (;;) pause();
  }
}`;

const scene: Scene = {
  title: 'a vfork child is stopped before it executes',
  shows: ['vfork', 'stopped'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const parent = await stage.c(source);
    await stage.inState(parent.pid, 'D');
    const child = await stage.until('the child', () => stage.children(parent.pid)[0]);
    await stage.asleep(child, ['pause', 'ppoll', 'rt_sigsuspend']);
    await stop(stage, child);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: child, kind: 'stopped', victims: [parent.pid] }],
      edges: [{ from: parent.pid, to: child, kind: 'vfork', certain: true }],
    };
  },
};

export default scene;
