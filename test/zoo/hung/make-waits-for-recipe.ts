/** make waits for a recipe that wants a lock; who has it sleeps for an hour. */
import { writeFileSync } from 'node:fs';
import { holdsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'a recipe wants a lock whose holder sleeps',
  shows: ['child-exit', 'file-lock', 'sleep'],
  with: ['make', 'flock', 'Perl'],
  needs: ['make', 'flock'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const holder = await holdsFlock(stage, file);
    writeFileSync(`${stage.dir}/Makefile`, `all:\n\t@echo ready\n\t@flock ${file} true\n`);
    const make = await stage.start(['make', '-f', `${stage.dir}/Makefile`]);
    const recipe = await stage.until('the recipe', () => stage.children(make.pid)[0]);
    await stage.asleep(recipe, ['flock']);
    return {
      ask: [make.pid],
      rootCauses: [{ pid: holder.pid, kind: 'sleep', victims: [make.pid, recipe] }],
      statuses: { [make.pid]: 'stuck', [recipe]: 'stuck', [holder.pid]: 'stuck' },
      edges: [
        { from: make.pid, to: recipe, kind: 'child-exit', certain: true },
        { from: recipe, to: holder.pid, kind: 'file-lock', certain: true },
      ],
    };
  },
};

export default scene;
