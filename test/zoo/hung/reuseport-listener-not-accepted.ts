/** Two servers listen at one port (SO_REUSEPORT): the kernel gave a connection to the one that is in its wait for a child. */
import type { Program, Scene } from '../scene.ts';

const server = `
import os, socket, sys, time
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
listener.bind(('127.0.0.1', int(sys.argv[1])))
listener.listen(100)
print('at %d' % listener.getsockname()[1])
if sys.argv[2] == 'hang':
    child = os.fork()
    if child == 0:
        listener.close()
        open(sys.argv[3])
        os._exit(0)
    print('ready %d' % child)
    os.waitpid(child, 0)
print('ready')
while True:
    peer = listener.accept()[0]
    peer.recv(100)
    peer.send(b'answer')
    peer.close()
`;

const client = `
import socket, sys
for number in range(100):
    server = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
    server.send(b'question')
    if number == 0:
        print('ready')
    server.recv(100)
`;

const scene: Scene = {
  title: 'a connection lies with one of two listeners at a port, whose process waits for its child in a fifo',
  shows: ['tcp-receive', 'child-exit', 'fifo-open'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const fifo = `${stage.dir}/fifo`;
    await stage.run(['mkfifo', fifo]);
    const start = (name: string, port: string, how: string): Promise<Program> =>
      stage.python(server, { name, args: [port, how, fifo] });
    const hangs = await start('hangs', '0', 'hang');
    const child = Number(await hangs.line('ready'));
    await stage.asleep(child, ['open', 'openat']);
    const works = await start('works', await hangs.line('at'), 'work');
    const { pid } = await stage.python(client, { name: 'client', args: [await hangs.line('at')] });
    await stage.asleep(pid, ['recvfrom']);
    return {
      ask: [pid],
      rootCauses: [{ pid: child, kind: 'fifo-open', victims: [pid, hangs.pid] }],
      edges: [{ from: pid, to: hangs.pid, kind: 'tcp-receive' }],
      statuses: { [pid]: 'stuck', [hangs.pid]: 'stuck' },
      check: ({ processes }) => {
        const told = JSON.stringify(processes);
        if (new RegExp(`"pid":${works.pid},[^}]*"status":"stuck"`).test(told))
          throw new Error('the other is at rest');
      },
    };
  },
};

export default scene;
