/** syslog(3) connects its datagram socket: the daemon behind it is stopped, its queue full, and a script waits for who logs. */
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const daemon = `
import socket, sys, time
log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
log.bind(sys.argv[1])
print('ready')
while True:
    log.recv(1000)
`;

const program = `
import socket, sys
log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
log.connect(sys.argv[1])
while True:
    log.sendmsg([b'a line ', b'of the log'])
`;

const scene: Scene = {
  title: 'a program logs to a daemon that is stopped, and a shell waits for it',
  shows: ['unix-send', 'child-exit', 'stopped'],
  with: ['Python 3', 'bash'],
  needs: ['python3'],
  async make(stage) {
    const at = `${stage.dir}/log`;
    const log = await stage.python(daemon, { name: 'daemon', args: [at] });
    await stop(stage, log.pid);
    const shell = await stage.bash('echo ready\npython3 -c "$2" "$1" | cat\n', { args: [at, program] });
    const logger = await stage.until('the program', () =>
      stage.children(shell.pid).find((pid) => stage.argv(pid)[1] === '-c'),
    );
    await stage.asleep(logger, ['sendmsg']);
    return {
      ask: [shell.pid],
      rootCauses: [{ pid: log.pid, kind: 'stopped' }],
      edges: [{ from: logger, to: log.pid, kind: 'unix-send', certain: true }],
      statuses: { [shell.pid]: 'stuck', [logger]: 'stuck' },
    };
  },
};

export default scene;
