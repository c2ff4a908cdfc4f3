/** curl without --max-time: it polls for a second at a time, again and again, and not a byte moves. */
import { hungOnRemote } from '../network.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'curl without a limit waits for a host that has been switched off',
  shows: ['tcp-receive', 'poll'],
  with: ['curl'],
  needs: ['curl', 'ip', 'nsenter', 'unshare'],
  root: true,
  async make(stage) {
    const truth = await hungOnRemote(
      stage,
      ({ through, address, port }) =>
        stage.start(['curl', '--silent', `http://${address}:${port}/`], { through, ready: null }),
      ['poll', 'ppoll'],
    );
    const [cause] = truth.rootCauses ?? [];
    if (cause === undefined) throw new Error('no cause');
    return { ask: truth.ask, rootCauses: [{ ...cause, kind: ['tcp-receive', 'poll'] }] };
  },
};

export default scene;
