/** Four processes in a ring: a pipe, a file lock, the full queue of a listener, and the end of a child. */
import type { Scene } from '../scene.ts';

const source = `
import fcntl, os, socket, sys, time
path, lock = sys.argv[1:]
listener = socket.socket(socket.AF_UNIX)
listener.bind(path)
listener.listen(0)
reads, writes = os.pipe()
def child(keeps):
    pid = os.fork()
    if pid == 0:
        for one in {reads, writes, listener.fileno()} - keeps:
            os.close(one)
        return 0
    return pid
pids = [os.getpid()]
pids.append(child({reads}))
if pids[-1] == 0:
    os.read(reads, 1)
    os._exit(0)
pids.append(child({writes}))
if pids[-1] == 0:
    time.sleep(0.4)
    fcntl.flock(open(lock, 'a'), fcntl.LOCK_EX)
    os.write(writes, b'x')
    os._exit(0)
pids.append(child(set()))
if pids[-1] == 0:
    held = open(lock, 'a')
    fcntl.flock(held, fcntl.LOCK_EX)
    time.sleep(0.2)
    kept = []
    while True:
        kept.append(socket.socket(socket.AF_UNIX))
        kept[-1].connect(path)
os.close(reads)
os.close(writes)
print('ready %s' % ' '.join(map(str, pids)))
os.waitpid(pids[1], 0)
listener.accept()
`;

const scene: Scene = {
  title: 'a ring over a pipe, a file lock, a connection and a child',
  shows: ['child-exit', 'pipe-read', 'file-lock', 'unix-connect'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { line } = await stage.python(source, { args: [`${stage.dir}/socket`, `${stage.dir}/lock`] });
    const [parent = 0, reader = 0, writer = 0, caller = 0] = (await line('ready')).split(' ').map(Number);
    await stage.asleep(reader, ['read']);
    await stage.asleep(caller, ['connect']);
    await stage.asleep(writer, ['flock']);
    const cycle = [parent, reader, writer, caller];
    return {
      ask: [caller],
      rootCauses: [{ pid: [parent, reader], kind: ['child-exit', 'pipe-read'], cycle }],
      edges: [
        { from: parent, to: reader, kind: 'child-exit', certain: true },
        { from: reader, to: writer, kind: 'pipe-read', certain: true },
        { from: writer, to: caller, kind: 'file-lock', certain: true },
        { from: caller, to: parent, kind: 'unix-connect', certain: true },
      ],
    };
  },
};

export default scene;
