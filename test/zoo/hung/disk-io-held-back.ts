/** A disk that gives one byte a second, as far as a reader can tell: a loop device under an I/O limit (version 1). */
import { statSync } from 'node:fs';
import { newGroup } from '../control-groups.ts';
import { endNow, loopDevice } from '../disks.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'a program reads from a disk that does not deliver',
  shows: ['disk-io'],
  with: ['coreutils'],
  needs: ['losetup', 'dd', 'perl'],
  root: true,
  async make(stage) {
    const device = await loopDevice(stage);
    const number = statSync(device).rdev;
    const name = `${Math.floor(number / 256)}:${number % 256}`;
    let pid = 0;
    stage.atEnd(() => endNow(stage, pid)); // once the limit is lifted: until then no signal ends it
    const group = await newGroup(
      stage,
      'blkio',
      ({ write }) => write('blkio.throttle.read_bps_device', `${name} 0`),
      1,
    );
    group.write('blkio.throttle.read_bps_device', `${name} 1`);
    const source = '$| = 1; print "ready\\n"; <STDIN>; exec @ARGV;';
    const reader = await stage.perl(source, {
      stdin: 'pipe',
      args: ['dd', `if=${device}`, 'of=/dev/null', 'bs=1M', 'iflag=direct'],
    });
    pid = reader.pid;
    group.add(pid);
    reader.write('go\n');
    await stage.inState(pid, 'D');
    return { ask: [pid], rootCauses: [{ pid, kind: 'disk-io', victims: [] }] };
  },
};

export default scene;
