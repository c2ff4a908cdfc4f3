/**
 * Who has the same file open by whatever name: a fifo or a POSIX queue, whose link is a path like that of any file.
 * fdinfo tells which file it is (proc_pid_fdinfo(5)): `mnt_id:	26` gives the device, `ino:	2146393` (Linux 5.14) the inode.
 */
import { posix } from 'node:path';
import type { Descriptor, Holders, Machine } from '../machine/machine.ts';
import { numberOf } from '../sources/proc/fdinfo.ts';

/** In another mount namespace the path differs most often in front: only the same last name is compared. */
export function holdersOfFile(machine: Machine, descriptor: Descriptor): Holders {
  const name = posix.basename(descriptor.target);
  const { descriptors, unseen } = machine.holdersWhere(
    (target) => target === descriptor.target || (target.startsWith('/') && posix.basename(target) === name),
  );
  return { descriptors: descriptors.filter((other) => isSameFile(machine, descriptor, other)), unseen };
}

/** By device and inode; by inode where a mount is not listed (the kernel's own); by path where fdinfo has no inode. */
function isSameFile(machine: Machine, one: Descriptor, other: Descriptor): boolean {
  const [file, otherFile] = [machine.lockFileOf(one), machine.lockFileOf(other)];
  if (file !== null && otherFile !== null) return file === otherFile;
  const [inode, otherInode] = [numberOf(one.info ?? '', 'ino'), numberOf(other.info ?? '', 'ino')];
  return inode !== null && otherInode !== null ? inode === otherInode : one.target === other.target;
}

/** The type of the mount that a descriptor's file stands in: `tmpfs`, `cgroup2`; null for one that is not listed. */
export function mountTypeOf(machine: Machine, { pid, info }: Descriptor): string | null {
  const mountId = numberOf(info ?? '', 'mnt_id');
  return machine.mounts(pid).find(({ id }) => id === mountId)?.type ?? null;
}
