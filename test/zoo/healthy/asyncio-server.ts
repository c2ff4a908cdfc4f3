/** An event loop with a listener, and one connected client that says nothing. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
import asyncio, socket
async def serve(reader, writer):
    while await reader.readline(): pass
async def main():
    server = await asyncio.start_server(serve, '127.0.0.1', 0)
    at = server.sockets[0].getsockname()
    client = socket.create_connection(at)
    await asyncio.sleep(0.05)
    print('ready')
    await server.serve_forever()
asyncio.run(main())
`;

const scene: Scene = {
  title: 'an asyncio server waits for its clients',
  shows: ['poll'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid } = await stage.python(source);
    await stage.asleep(pid, ['epoll_wait']);
    return restingTree(stage, pid);
  },
};

export default scene;
