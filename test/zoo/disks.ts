/** File systems of a scene's own: an image behind a loop device, loop(4), and what is mounted, undone by its exact place. */
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stage } from './scene.ts';

/** A loop device over an empty image of 16 MiB; its path. */
export const loopDevice = async (stage: Stage): Promise<string> => {
  const image = join(stage.dir, 'image');
  writeFileSync(image, '');
  truncateSync(image, 16 << 20);
  const device = (await stage.run(['losetup', '--find', '--show', image])).trim();
  stage.atEnd(() => stage.run(['losetup', '--detach', device]).then(() => undefined));
  return device;
};

/** An ext4 file system on a loop device; where it is mounted. */
export const mountExt4 = async (stage: Stage): Promise<string> => {
  const device = await loopDevice(stage);
  const place = join(stage.dir, 'mount');
  mkdirSync(place);
  await stage.run(['mkfs.ext4', '-q', device]);
  await stage.run(['mount', '-t', 'ext4', device, place]);
  stage.atEnd(() => stage.run(['umount', place]).then(() => undefined));
  return place;
};

export const isMounted = (place: string): boolean =>
  readFileSync('/proc/self/mountinfo', 'utf8').includes(` ${place} `);

/** For a mount that a program of the stage makes: taken away even while somebody is inside. */
export const unmountAtEnd = (stage: Stage, place: string): void => {
  stage.atEnd(async () => {
    if (isMounted(place)) await stage.run(['umount', '--lazy', place]);
  });
};

/** Ends a program now, so that what it uses can be undone; 0 is one that was not started. */
export const endNow = async (stage: Stage, pid: number): Promise<void> => {
  if (pid !== 0 && stage.state(pid) !== null) process.kill(pid, 'SIGKILL');
  if (pid !== 0) await stage.until(`the end of ${pid}`, () => [null, 'Z'].includes(stage.state(pid)));
};
