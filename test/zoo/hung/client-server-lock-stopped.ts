/** A client waits for its server, the server for a lock, and the holder of the lock is stopped. */
import { holdsFlock, stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const server = `
import fcntl, socket, sys
listener = socket.create_server(('127.0.0.1', 0))
print('port', listener.getsockname()[1])
print('ready')
while True:
    connection, _ = listener.accept()
    request = connection.recv(100)
    with open(sys.argv[1], 'a') as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        connection.sendall(b'answer')
`;

const client = `
import socket, sys
connection = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
connection.sendall(b'question')
print('ready')
connection.recv(100)
`;

const scene: Scene = {
  title: 'client, server, lock, and at the end a stopped process',
  shows: ['tcp-receive', 'file-lock', 'stopped'],
  with: ['Python', 'Perl'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const holder = await holdsFlock(stage, file);
    await stop(stage, holder.pid);
    const serves = await stage.python(server, { name: 'server', args: [file] });
    const asks = await stage.python(client, { name: 'client', args: [await serves.line('port')] });
    await stage.asleep(serves.pid, ['flock']);
    await stage.asleep(asks.pid, ['recvfrom']);
    return {
      ask: `${stage.dir}/client`,
      rootCauses: [{ pid: holder.pid, kind: 'stopped', victims: [asks.pid, serves.pid] }],
      edges: [
        { from: asks.pid, to: serves.pid, kind: 'tcp-receive', certain: true },
        { from: serves.pid, to: holder.pid, kind: 'file-lock', certain: true },
      ],
    };
  },
};

export default scene;
