/** A FUSE daemon that answers INIT and nothing more: it has taken the LOOKUP, and sleeps. */
import { mkdirSync } from 'node:fs';
import { isMounted, unmountAtEnd } from '../disks.ts';
import type { Scene } from '../scene.ts';

const source = `
import ctypes, os, struct, sys, time
device = os.open('/dev/fuse', os.O_RDWR)
options = b'fd=%d,rootmode=40000,user_id=0,group_id=0' % device
libc = ctypes.CDLL(None, use_errno=True)
if libc.mount(b'zoo', sys.argv[1].encode(), b'fuse', 6, options) != 0:
    sys.exit(os.strerror(ctypes.get_errno()))
request = os.read(device, 1 << 17)
unique, = struct.unpack_from('=Q', request, 8)
init = struct.pack('=4I2H2I2H8I', 7, 31, 1 << 17, 0, 0, 0, 4096, 1, 0, 0, *[0] * 8)
os.write(device, struct.pack('=IiQ', 16 + len(init), 0, unique) + init)
print('ready')
os.read(device, 1 << 17)
time.sleep(3600)
`;

const scene: Scene = {
  title: 'a program looks up a file in a FUSE file system whose daemon sleeps for an hour',
  shows: ['fuse', 'sleep'],
  with: ['Python 3', 'coreutils'],
  needs: ['python3'],
  root: true,
  async make(stage) {
    const place = `${stage.dir}/mount`;
    mkdirSync(place);
    unmountAtEnd(stage, place);
    const daemon = await stage.python(source, { args: [place] });
    await stage.until('a mount', () => isMounted(place));
    const reader = await stage.start(['cat', `${place}/file`], { ready: null });
    await stage.asleep(daemon.pid, ['clock_nanosleep', 'select', 'pselect6']);
    await stage.asleep(reader.pid, ['openat', 'newfstatat']);
    return {
      ask: [reader.pid],
      rootCauses: [{ pid: daemon.pid, kind: 'sleep', victims: [reader.pid] }],
      edges: [{ from: reader.pid, to: daemon.pid, kind: 'fuse', certain: true }],
    };
  },
};

export default scene;
