/**
 * The files that a blocked call is about: by a descriptor, by a path in its memory, or the files that are mapped when
 * it was caught in a page fault. For waits on disks and file systems, whose mount they name (proc_pid_mountinfo(5)).
 * Sample: `257 0xffffff9c 0x7ffe5eeb7864 0x0 …` is openat of the path at 0x7ffe5eeb7864, from its working directory.
 */
import { resolve } from 'node:path';
import { numberOf } from '../sources/proc/fdinfo.ts';
import { mountinfoPath } from '../sources/proc/mountinfo.ts';
import { valueOf } from '../view/view.ts';
import type { Machine, Mount, Process, Syscall, Thread } from '../machine/machine.ts';
import { sleepsIn } from './evidence.ts';
import { isInFault } from './kernel-wait.ts';
import type { Evidence } from './wait.ts';

export interface CallFile {
  readonly path: string;
  readonly fd: number | null;
  readonly mount: Mount | null;
}

/** Where a call has a descriptor, or a path and the descriptor of the directory that it starts from. */
interface Arguments {
  readonly fds?: readonly number[];
  readonly paths?: readonly (readonly [directory: number | null, path: number])[];
  readonly calls: string;
}

const rows: readonly Arguments[] = [
  {
    fds: [0],
    calls:
      'read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 fsync fdatasync syncfs sync_file_range ' +
      'close fstat fstat64 fstatfs fstatfs64 ftruncate ftruncate64 fallocate getdents getdents64 lseek _llseek fchdir ' +
      'fchmod fchown fgetxattr fsetxattr flistxattr fremovexattr ioctl flock fcntl fcntl64 readahead fadvise64',
  },
  { fds: [0, 1], calls: 'sendfile sendfile64 tee' },
  { fds: [0, 2], calls: 'splice copy_file_range' },
  { fds: [4], calls: 'mmap mmap2' },
  {
    paths: [[null, 0]],
    calls:
      'open creat stat lstat stat64 lstat64 statfs statfs64 access readlink unlink mkdir rmdir mknod chmod chown lchown ' +
      'truncate truncate64 chdir chroot execve utime utimes getxattr lgetxattr setxattr lsetxattr listxattr llistxattr ' +
      'removexattr lremovexattr umount2 swapon swapoff',
  },
  { paths: [[null, 0], [null, 1]], calls: 'rename link' },
  { paths: [[null, 1]], calls: 'symlink mount inotify_add_watch' },
  {
    paths: [[0, 1]],
    calls:
      'openat openat2 newfstatat fstatat64 statx unlinkat mkdirat mknodat faccessat faccessat2 readlinkat fchmodat ' +
      'fchmodat2 fchownat utimensat futimesat name_to_handle_at execveat',
  },
  { paths: [[0, 1], [2, 3]], calls: 'renameat renameat2 linkat' },
  { paths: [[1, 2]], calls: 'symlinkat' },
]; // prettier-ignore

const byCall = new Map(rows.flatMap((row) => row.calls.split(' ').map((name) => [name, row] as const)));

/** Everything it could be about; [] where nothing tells. */
export async function filesOf(machine: Machine, thread: Thread): Promise<readonly CallFile[]> {
  if (isInFault(thread)) return mappedFiles(machine, thread);
  if (thread.call.in !== 'call') return [];
  const { call } = thread.call;
  return [...descriptorsIn(machine, thread, call), ...pathsIn(machine, thread, call)];
}

/** `/data/file on /dev/sda1 (ext4)`; a device by itself. */
export const fileInWords = ({ path, mount }: CallFile): string =>
  mount === null || path.startsWith('/dev/') ? path : `${path} on ${mountInWords(mount)}`;

export const mountInWords = ({ source, type, point }: Mount): string => `${source} (${type} at ${point})`;

/** The line of a mount, as it stands. */
export function mountEvidence(machine: Machine, pid: number, { id }: Mount): readonly Evidence[] {
  const source = mountinfoPath(pid);
  const lines = (valueOf(machine.view.text(source)) ?? '').split('\n');
  return lines.filter((line) => line.startsWith(`${id} `)).map((text) => ({ source, text }));
}

function descriptorsIn(machine: Machine, thread: Thread, call: Syscall): readonly CallFile[] {
  return (byCall.get(call.name)?.fds ?? []).flatMap((index) => {
    const fd = Number(BigInt.asIntN(32, call.args[index] ?? -1n));
    const descriptor = fd < 0 ? null : machine.descriptor(thread.pid, fd);
    if (!descriptor?.target.startsWith('/')) return [];
    // a mount may be hidden under another one: its number tells which it is
    const id = numberOf(descriptor.info ?? '', 'mnt_id');
    const mount =
      machine.mounts(thread.pid).find((one) => one.id === id) ??
      machine.mountOf(thread.pid, descriptor.target);
    return [{ path: descriptor.target, fd, mount }];
  });
}

function pathsIn(machine: Machine, thread: Thread, call: Syscall): readonly CallFile[] {
  return (byCall.get(call.name)?.paths ?? []).flatMap(([directory, index]) => {
    const text = isMemoryFree(thread.process) ? stringAt(machine, thread, call.args[index] ?? 0n) : null;
    if (text === null) return [];
    const base = baseOf(machine, thread, directory === null ? null : (call.args[directory] ?? null));
    if (base === null && !text.startsWith('/')) return [];
    const path = resolve(base ?? '/', text);
    return [{ path, fd: null, mount: machine.mountOf(thread.pid, path) }];
  });
}

const workingDirectory = -100; // AT_FDCWD

function baseOf(machine: Machine, { pid, process }: Thread, argument: bigint | null): string | null {
  const fd = argument === null ? workingDirectory : Number(BigInt.asIntN(32, argument));
  return fd === workingDirectory ? valueOf(process.cwd) : (machine.descriptor(pid, fd)?.target ?? null);
}

/**
 * Reading memory takes the memory lock of the process, and would wait with whoever has it: a thread in a page fault, or
 * one that is held while it changes its mappings. A call on a file holds none.
 */
const isMemoryFree = ({ threads }: Process): boolean =>
  threads.every((thread) => {
    if (thread.state !== 'D') return true;
    const name = thread.call.in === 'call' ? thread.call.call.name : '';
    return byCall.has(name) && !changesMappings.test(name) && !isInFault(thread);
  });

const changesMappings = /^(mmap2?|execve(at)?)$/;

const pageBytes = 4096n;

/** A string of C: to the end of its page, and of the next one where it does not end there. */
function stringAt(machine: Machine, { pid }: Thread, address: bigint): string | null {
  if (address === 0n) return null;
  const first = Number(pageBytes - (address % pageBytes));
  const bytes: Uint8Array[] = [];
  for (const [from, length] of [[address, first], [address + BigInt(first), Number(pageBytes)]] as const) {
    const piece = valueOf(machine.view.memory(pid, from, length));
    if (!piece) return null;
    const end = piece.indexOf(0);
    bytes.push(end < 0 ? piece : piece.subarray(0, end));
    if (end >= 0) return Buffer.concat(bytes).toString('utf8');
  } // prettier-ignore
  return null;
}

/** Which of its mapped files the fault is about nobody tells; one that is to be changed is mapped shared and writable. */
async function mappedFiles(machine: Machine, thread: Thread): Promise<readonly CallFile[]> {
  const maps = (valueOf(await machine.maps(thread.pid)) ?? []).filter(
    ({ path, inode }) => inode !== 0 && path.startsWith('/'),
  );
  const isChange = sleepsIn(thread, pageChange);
  const fitting = isChange
    ? maps.filter(({ isShared, permissions }) => isShared && permissions.includes('w'))
    : maps;
  const paths = new Set(fitting.map(({ path }) => path));
  return [...paths].map((path) => ({ path, fd: null, mount: machine.mountOf(thread.pid, path) }));
}

/** A page of a file that becomes writable. */
const pageChange = /page_mkwrite/;
