/** A backup has frozen a file system and did not thaw it: whoever writes there waits. */
import { endNow, mountExt4 } from '../disks.ts';
import type { Scene } from '../scene.ts';

const source = `
echo ready
exec cp /etc/hostname "$1/copy"
`;

const scene: Scene = {
  title: 'a program writes to a file system that fsfreeze has frozen',
  shows: ['fs-freeze'],
  with: ['bash', 'coreutils', 'util-linux'],
  needs: ['losetup', 'mkfs.ext4', 'fsfreeze', 'bash'],
  root: true,
  async make(stage) {
    const place = await mountExt4(stage);
    await stage.run(['fsfreeze', '--freeze', place]);
    let writer = 0;
    stage.atEnd(async () => {
      await stage.run(['fsfreeze', '--unfreeze', place]);
      await endNow(stage, writer);
    });
    writer = (await stage.bash(source, { args: [place] })).pid;
    await stage.inState(writer, 'D');
    return { ask: [writer], rootCauses: [{ pid: writer, kind: 'fs-freeze', victims: [] }] };
  },
};

export default scene;
