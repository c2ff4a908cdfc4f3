/** An event loop that awaits a thread of its pool, which reads an answer from a server that is stopped. */
import { serverThat } from '../dialogue.ts';
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
import asyncio, socket, sys
def ask():
    server = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
    server.send(b'question')
    return server.recv(100)
async def main():
    await asyncio.get_running_loop().run_in_executor(None, ask)
print('ready')
asyncio.run(main())
`;

const scene: Scene = {
  title: 'an event loop awaits its thread, which reads from a stopped server',
  shows: ['tcp-receive', 'poll', 'stopped'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const server = await serverThat(stage, 'peer.recv(100)');
    const { pid } = await stage.python(source, { name: 'client', args: [server.at] });
    await server.line('asked');
    await stop(stage, server.pid);
    return {
      ask: [pid],
      rootCauses: [{ pid: server.pid, kind: 'stopped', victims: [pid] }],
      edges: [{ from: pid, to: server.pid, kind: 'tcp-receive', certain: true }],
      statuses: { [pid]: 'stuck' },
    };
  },
};

export default scene;
