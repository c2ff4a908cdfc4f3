/**
 * Every scene as a test. A scene that fails is made once more, and the first failure is told: real processes under
 * load are not always where the scene's maker thinks they are. What fails twice is a fault.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaintsOf, perform } from './perform.ts';
import { findScenes } from './scenes.ts';

test('the zoo', { concurrency: 6 }, async (zoo) => {
  const scenes = await findScenes();
  await Promise.all(
    scenes.map((scene) =>
      zoo.test(`${scene.sort}/${scene.name}`, async (t) => {
        const first = await perform(scene);
        if (first.as === 'not-made' && !first.isFault) {
          t.skip(first.why);
          return;
        }
        const complaints = complaintsOf(first);
        if (complaints.length === 0) return;
        t.diagnostic(`made once more, after: ${complaints.join('; ')}`);
        assert.deepEqual(complaintsOf(await perform(scene)), []);
      }),
    ),
  );
});
