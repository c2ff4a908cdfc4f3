/**
 * `fs-freeze`: it wants to change a file system that has been frozen, for a snapshot or a backup, and waits for the
 * thaw (fsfreeze(8), FIFREEZE in ioctl_fifreeze(2)). Sample: state D, wchan `percpu_rwsem_wait`, in the stack
 * `mnt_want_write` or `vfs_write`. That a file system is frozen no text tells: only the function does.
 */
import type { Mount, Thread } from '../machine/machine.ts';
import { fileInWords, filesOf, mountEvidence, mountInWords } from './call-files.ts';
import { sleepsIn } from './evidence.ts';
import { isAsleep, kernelWait } from './kernel-wait.ts';
import type { Recogniser } from './wait.ts';

/** Names of this lock alone. */
const freezes = /^((__)?sb_(start_(write|pagefault|intwrite)|wait_write)|freeze_super|freeze_bdev)/;
/** The sort of lock that it is; others are of this sort too. */
const lockSort = /^((__)?percpu_(rwsem_wait|down_read)|percpu_down_)/;
/** Who asks for it: whoever is about to change something. */
const changes =
  /^(mnt_want_write|(__)?vfs_(write|iter_write|fallocate|truncate|copy_file_range|clone|writev)|do_(truncate|sendfile|splice)|file_start_write|.*page_mkwrite|do_iter_write|file_update_time|do_ftruncate|ksys_(write|fallocate))/;

export const recognise: Recogniser = async (thread, machine) => {
  if (!isAsleep(thread) || thread.process.isKernel || !isFreeze(thread)) return null;
  const files = (await filesOf(machine, thread)).filter(({ mount }) => mount === null || isOnDevice(mount));
  const [file] = files;
  const only = file && files.length === 1 ? file : null;
  const mounts = distinct(files.flatMap(({ mount }) => mount ?? []));
  const where = mounts.length > 0 ? mounts.map(mountInWords).join(' or ') : 'a file system';
  return kernelWait(thread, {
    kind: 'fs-freeze',
    object: only ? fileInWords(only) : where,
    clause: `${where} is frozen and takes no changes`,
    enders: [{ by: 'device', what: `thaw of ${where}` }],
    fd: only?.fd ?? null,
    evidence: mounts.flatMap((mount) => mountEvidence(machine, thread.pid, mount)),
  });
};

/** Without the stack, a call that names a file has to do. */
function isFreeze(thread: Thread): boolean {
  if (sleepsIn(thread, freezes)) return true;
  if (!sleepsIn(thread, lockSort)) return false;
  if (thread.stack !== null && thread.stack.length > 0) return sleepsIn(thread, changes);
  return (
    thread.call.in === 'call' &&
    /write|open|creat|truncate|rename|link|mkdir|rmdir|mknod|chmod|chown|utime|xattr|fallocate|sendfile|splice|copy/.test(
      thread.call.call.name,
    )
  );
}

/** What is frozen is on a block device: proc, tmpfs and the like cannot be. */
const isOnDevice = ({ device }: Mount): boolean => !device.startsWith('0:');

const distinct = (mounts: readonly Mount[]): readonly Mount[] => [
  ...new Map(mounts.map((mount) => [mount.device, mount])).values(),
];
