/** Why a system call failed, in the words of strerror(3). */
import { getSystemErrorName } from 'node:util';

const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EEXIST: 'it exists already',
  EISDIR: 'it is a directory',
  ENOENT: 'no such file or directory',
  ENOSPC: 'no space left on the device',
  ENOTDIR: 'a part of its path is no directory',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
};

export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('errno' in error && typeof error.errno === 'number') {
    const name = getSystemErrorName(error.errno);
    return words[name] ?? name;
  }
  return error.message;
}
