/** A Node client without a timeout: its set is one connection and libuv's own wake-up descriptors. */
import { hungOnRemote } from '../network.ts';
import type { Scene } from '../scene.ts';

const source = `
const [, , host, port] = process.argv;
const server = require('node:net').connect(Number(port), host, () => server.write('?'));
server.on('data', () => process.exit());
console.log('ready');
`;

const scene: Scene = {
  title: 'a Node socket without a timeout waits for a host that has been switched off',
  shows: ['tcp-receive', 'poll'],
  with: ['Node'],
  needs: ['ip', 'nsenter', 'unshare'],
  root: true,
  async make(stage) {
    const truth = await hungOnRemote(
      stage,
      ({ through, address, port }) => stage.node(source, { through, args: [address, String(port)] }),
      ['epoll_pwait', 'epoll_wait'],
    );
    const [cause] = truth.rootCauses ?? [];
    if (cause === undefined) throw new Error('no cause');
    return { ask: truth.ask, rootCauses: [{ ...cause, kind: ['tcp-receive', 'poll'] }] };
  },
};

export default scene;
