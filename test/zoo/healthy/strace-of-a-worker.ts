/** A program is traced and gets on: being traced is no fault. */
import { join } from 'node:path';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'strace follows a program that works',
  shows: ['traced'],
  with: ['strace', 'coreutils'],
  needs: ['strace', 'bash'],
  async make(stage) {
    const argv = [
      'strace',
      '-f',
      '-o',
      join(stage.dir, 'trace'),
      'bash',
      '-c',
      'while :; do sleep 0.05; done',
    ];
    const { pid } = await stage.start(argv, { ready: null });
    const child = await stage.until('the traced one', () => stage.children(pid)[0]);
    await stage.until('its tracer', () => stage.tracer(child) === pid);
    return { ask: [child] };
  },
};

export default scene;
