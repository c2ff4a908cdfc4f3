/** An asyncio client without a timeout: its set is one connection and the loop's own socket pair, which only it can write. */
import { hungOnRemote } from '../network.ts';
import type { Scene } from '../scene.ts';

const source = `
import asyncio, sys
async def main():
    reader, writer = await asyncio.open_connection(sys.argv[1], int(sys.argv[2]))
    writer.write(b'?')
    await writer.drain()
    print('ready')
    await reader.read()
asyncio.run(main())
`;

const scene: Scene = {
  title: 'an event loop has nothing left to wait for but a host that has been switched off',
  shows: ['tcp-receive', 'poll'],
  with: ['Python 3'],
  needs: ['python3', 'ip', 'nsenter', 'unshare'],
  root: true,
  async make(stage) {
    const truth = await hungOnRemote(
      stage,
      ({ through, address, port }) => stage.python(source, { through, args: [address, String(port)] }),
      ['epoll_wait'],
    );
    const [cause] = truth.rootCauses ?? [];
    if (cause === undefined) throw new Error('no cause');
    return { ask: truth.ask, rootCauses: [{ ...cause, kind: ['tcp-receive', 'poll'] }] };
  },
};

export default scene;
