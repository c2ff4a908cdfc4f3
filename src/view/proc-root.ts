/**
 * Where the canonical `/proc/…` stands (--proc-root): at /proc itself; at another mount of the kernel's own, the host's
 * inside of a container; or in a tree of files that was captured elsewhere, and that tells of another machine.
 */
import { statSync, statfsSync } from 'node:fs';
import { resolve } from 'node:path';
import { LookError, UsageError } from './errors.ts';

export interface ProcRoot {
  readonly kind: 'own' | 'mounted' | 'captured';
  /** Where a canonical path stands; null for what a captured tree does not hold. */
  readonly place: (path: string) => string | null;
  /** A tool's argument, with the canonical paths in it put where they stand: `--net=/proc/812/ns/net`. */
  readonly argument: (argument: string) => string;
}

/** PROC_SUPER_MAGIC in include/uapi/linux/magic.h. */
const procMagic = 0x9fa0;

export function procRootAt(directory: string): ProcRoot {
  const at = resolve(directory);
  const isMounted = isProcAt(at);
  if (at === '/proc') {
    if (!isMounted) throw new LookError('/proc is not mounted; mount it, or name another with --proc-root');
    return { kind: 'own', place: (path) => path, argument: (argument) => argument };
  }
  return isMounted
    ? {
        kind: 'mounted',
        // what belongs to that machine beside its /proc is seen as its first process sees it
        place: (path) => (isInProc(path) ? at + path.slice('/proc'.length) : `${at}/1/root${path}`),
        argument: (argument) => argument.replace(/(^|=)\/proc(?=\/)/, (_, before: string) => before + at),
      }
    : {
        kind: 'captured',
        place: (path) => (isInProc(path) ? at + path.slice('/proc'.length) : null),
        argument: (argument) => argument,
      };
}

const isInProc = (path: string): boolean => path.startsWith('/proc/') || path === '/proc';

function isProcAt(directory: string): boolean {
  try {
    if (!statSync(directory).isDirectory())
      throw new UsageError(`${directory} is no directory; --proc-root names a /proc`);
    return statfsSync(directory).type === procMagic;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${directory} cannot be opened; --proc-root names a directory that holds a /proc`, {
      cause: error,
    });
  }
}
