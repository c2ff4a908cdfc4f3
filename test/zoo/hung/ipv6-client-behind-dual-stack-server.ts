/** A dual-stack server: an IPv6 client and an IPv4 one; it has forked a child for each, and both want a lock of a sleeper. */
import { holdsFlock } from '../props.ts';
import type { Program, Scene } from '../scene.ts';

const server = `
import fcntl, os, signal, socket, sys
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
listener = socket.socket(socket.AF_INET6)
listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
listener.bind(('::', 0))
listener.listen(5)
print('ready %d' % listener.getsockname()[1])
while True:
    peer = listener.accept()[0]
    if os.fork() == 0:
        listener.close()
        print('child %d' % os.getpid())
        peer.recv(100)
        fcntl.flock(open(sys.argv[1]), fcntl.LOCK_EX)
    peer.close()
`;

const client = `
import socket, sys
peer = socket.create_connection((sys.argv[1], int(sys.argv[2])))
peer.send(b'question')
print('ready')
peer.recv(100)
`;

const scene: Scene = {
  title: 'an IPv6 and an IPv4 client of one listener, whose children want a lock',
  shows: ['tcp-receive', 'file-lock', 'sleep'],
  with: ['Python 3', 'Perl'],
  needs: ['python3', 'perl'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const holder = await holdsFlock(stage, file);
    const { pid, line } = await stage.python(server, { name: 'server', args: [file] });
    const at = await line('ready');
    const ask = async (host: string): Promise<Program> => {
      const one = await stage.python(client, { name: `client${host.length}`, args: [host, at] });
      await stage.asleep(one.pid, ['recvfrom']);
      return one;
    };
    const six = await ask('::1');
    const four = await ask('127.0.0.1');
    const [one = 0, other = 0] = await stage.until('both children', () =>
      stage.children(pid).length === 2 ? stage.children(pid) : null,
    );
    await stage.asleep(one, ['flock']);
    await stage.asleep(other, ['flock']);
    return {
      ask: [six.pid],
      rootCauses: [{ pid: holder.pid, kind: 'sleep' }],
      edges: [
        { from: six.pid, to: one, kind: 'tcp-receive', certain: true },
        { from: one, to: holder.pid, kind: 'file-lock', certain: true },
      ],
      statuses: { [six.pid]: 'stuck', [one]: 'stuck' },
      check: ({ processes }) => {
        const told = JSON.stringify(processes);
        if (!new RegExp(`"pid":${four.pid},`).test(told) && !told.includes(`"pid":${other},`)) return;
        if (new RegExp(`"pid":${pid},[^}]*"status":"stuck"`).test(told))
          throw new Error('the listener is at rest');
      },
    };
  },
};

export default scene;
