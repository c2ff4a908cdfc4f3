/** The kernel's waits on real programs: scenes of the zoo whose truth is known, and a FUSE daemon that keeps back a page. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { isMounted, unmountAtEnd } from '../zoo/disks.ts';
import diskIoHeldBack from '../zoo/hung/disk-io-held-back.ts';
import fsFreezeWriter from '../zoo/hung/fs-freeze-writer.ts';
import fuseDaemonAsleep from '../zoo/hung/fuse-daemon-asleep.ts';
import memoryGroupFull from '../zoo/hung/memory-group-full.ts';
import pageFaultOfLockHolder from '../zoo/hung/page-fault-of-lock-holder.ts';
import pageFaultUnanswered from '../zoo/hung/page-fault-unanswered.ts';
import { inShort, onStage } from './on-stage.ts';

for (const scene of [
  diskIoHeldBack,
  fsFreezeWriter,
  fuseDaemonAsleep,
  memoryGroupFull,
  pageFaultOfLockHolder,
  pageFaultUnanswered,
]) {
  onStage(scene.title, async (stage, look) => {
    if (process.getuid?.() !== 0) stage.skip('only root can make it');
    const truth = await scene.make(stage);
    const [mine = ''] = scene.shows;
    for (const { pid, kind } of truth.rootCauses ?? []) {
      if (kind === mine && typeof pid === 'number') assert.equal((await look(pid))?.kind, mine);
    }
    for (const edge of (truth.edges ?? []).filter(({ kind }) => kind === mine)) {
      const wait = await look(edge.from);
      assert.equal(wait?.kind, mine);
      assert.deepEqual(inShort(wait.enders), [`${edge.to} continue`]);
    }
  });
}

/** It knows one file of 8192 bytes, and never answers a READ: operation 15 of fuse(4), include/uapi/linux/fuse.h. */
const daemon = `
import ctypes, os, struct, sys
device = os.open('/dev/fuse', os.O_RDWR)
options = b'fd=%d,rootmode=40000,user_id=0,group_id=0' % device
libc = ctypes.CDLL(None, use_errno=True)
if libc.mount(b'zoo', sys.argv[1].encode(), b'fuse', 6, options) != 0:
    sys.exit(os.strerror(ctypes.get_errno()))
def attributes(node):
    mode, size = (0o100644, 8192) if node == 2 else (0o40755, 0)
    return struct.pack('=6Q10I', node, size, 16, 0, 0, 0, 0, 0, 0, mode, 1, 0, 0, 0, 4096, 0)
while True:
    request = os.read(device, 1 << 18)
    length, operation, unique, node = struct.unpack_from('=IIQQ', request)
    if operation in (2, 15, 36, 42):
        continue
    answers = {
        1: struct.pack('=4Q2I', 2, 0, 3600, 3600, 0, 0) + attributes(2),
        3: struct.pack('=Q2I', 3600, 0, 0) + attributes(node),
        14: struct.pack('=Q2I', 1, 2, 0),
        18: b'', 25: b'',
        26: struct.pack('=4I2H2I2H8I', 7, 31, 1 << 17, 1, 0, 0, 4096, 1, 0, 0, *[0] * 8),
    }
    answer = answers.get(operation)
    error = 0 if answer is not None else -38
    os.write(device, struct.pack('=IiQ', 16 + len(answer or b''), error, unique) + (answer or b''))
    if operation == 26:
        print('ready')
`;

const reads = `
import os, sys
file = os.open(sys.argv[1], os.O_RDONLY)
print('ready')
os.read(file, 10)
`;

const touches = `
import mmap, os, sys
file = mmap.mmap(os.open(sys.argv[1], os.O_RDONLY), 4096, prot=mmap.PROT_READ)
print('ready')
file[0]
`;

onStage('a page of a FUSE file that its daemon keeps back: read, and mapped', async (stage, look) => {
  if (process.getuid?.() !== 0) stage.skip('only root can make it');
  const place = `${stage.dir}/mount`;
  mkdirSync(place);
  unmountAtEnd(stage, place);
  const server = await stage.python(daemon, { name: 'daemon', args: [place] });
  await stage.until('a mount', () => isMounted(place));
  for (const [name, source, enders] of [
    ['reads', reads, [`${server.pid} continue`]],
    ['touches', touches, [`${server.pid} continue`, 'device']],
  ] as const) {
    const { pid } = await stage.python(source, { name, args: [`${place}/file`] });
    await stage.inState(pid, 'D');
    const wait = await look(pid);
    assert.equal(wait?.kind, 'fuse');
    assert.deepEqual(inShort(wait.enders), enders);
  }
});
