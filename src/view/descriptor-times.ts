/**
 * When a pipe or a terminal was last written (mtime) and read (atime): stat(2) through the link of a descriptor. stat
 * asks the file system of what is open, and on a dead one it never returns: so only of an anonymous pipe, and of a
 * terminal's device where the mount that it was opened through is the kernel's own.
 *
 *   0 -> /dev/pts/3      fdinfo: `mnt_id:	29`      mountinfo: `29 24 0:26 / /dev/pts rw … - devpts devpts rw,mode=620`
 */
import { readlinkSync, statSync } from 'node:fs';
import { unread } from './files.ts';
import type { ProcRoot } from './proc-root.ts';
import type { Times } from './recording.ts';
import { found, missing, valueOf, type Reading, type View } from './view.ts';

const descriptor = /^(\/proc\/\d+(?:\/task\/\d+)?)\/fd\/(\d+)$/;
const pipe = /^pipe:\[\d+\]$/;
const terminal = /^\/dev\/(?:pts\/\d+|tty\w*|console)(?: \(deleted\))?$/;
const kernelOwn = /^(?:devpts|devtmpfs|tmpfs)$/;

export function timesOf(root: ProcRoot, path: string, text: View['text']): Reading<Times> {
  const [, home, fd] = descriptor.exec(path) ?? [];
  const file = root.place(path);
  if (home === undefined || fd === undefined || file === null)
    return missing('failed', `${path}: it is no descriptor`);
  if (root.kind === 'captured')
    return missing('absent', `${path}: a captured tree does not hold the times of what is open`);
  try {
    const target = readlinkSync(file);
    if (!pipe.test(target) && !(terminal.test(target) && isKernelOwn(home, fd, text))) {
      return missing('failed', `${path}: ${target} is neither a pipe nor a terminal of the kernel's own`);
    }
    const { atimeMs, mtimeMs } = statSync(file);
    return found({ atimeMs, mtimeMs });
  } catch (error) {
    return unread(path, error);
  }
}

function isKernelOwn(home: string, fd: string, text: View['text']): boolean {
  const mount = /^mnt_id:\t(\d+)$/m.exec(valueOf(text(`${home}/fdinfo/${fd}`)) ?? '')?.[1];
  if (mount === undefined) return false;
  const mounts = valueOf(text(`${home}/mountinfo`)) ?? '';
  const type = new RegExp(`^${mount} .* - (\\S+) `, 'm').exec(mounts)?.[1];
  return type !== undefined && kernelOwn.test(type);
}
