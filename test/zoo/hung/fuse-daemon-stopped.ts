/** A file system in user space whose daemon is stopped; the reader never learns whether the file is there. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { isMounted, unmountAtEnd } from '../disks.ts';
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'a program opens a file of a FUSE file system whose daemon is stopped',
  shows: ['fuse', 'stopped'],
  with: ['bindfs', 'coreutils'],
  needs: ['bindfs'],
  root: true,
  async make(stage) {
    const [source, place] = [`${stage.dir}/source`, `${stage.dir}/mount`];
    mkdirSync(source);
    mkdirSync(place);
    writeFileSync(`${source}/file`, 'text');
    unmountAtEnd(stage, place);
    const daemon = await stage.start(['bindfs', '-f', source, place], { ready: null });
    await stage.until('a mount', () => isMounted(place));
    await stage.run(['ls', place]);
    await stop(stage, daemon.pid);
    const reader = await stage.start(['cat', `${place}/file`], { ready: null });
    await stage.asleep(reader.pid, ['openat', 'newfstatat', 'read', 'fstat']);
    return {
      ask: [reader.pid],
      rootCauses: [{ pid: daemon.pid, kind: 'stopped', victims: [reader.pid] }],
      edges: [{ from: reader.pid, to: daemon.pid, kind: 'fuse', certain: true }],
    };
  },
};

export default scene;
