/**
 * Which terminal a descriptor is (tty(4), pty(7), pts(4)): a pseudo terminal, the master of one, a console, a serial line.
 * Samples, readlink of a descriptor: `/dev/pts/3`, `/dev/ptmx` (fdinfo: `tty-index:	3`), `/dev/tty1`, `/dev/ttyUSB0`.
 * `/dev/tty` is whichever terminal controls the process: a device number in /proc/PID/stat (proc_pid_stat(5)).
 */
import type { Descriptor, Holders, Machine, Process } from '../machine/machine.ts';
import { numberOf } from '../sources/proc/fdinfo.ts';

export type Terminal =
  | { readonly is: 'pseudo'; readonly index: number; readonly name: string }
  /** `index` null: before Linux 5.3 fdinfo does not tell which terminal a master serves. */
  | { readonly is: 'master'; readonly index: number | null; readonly name: string }
  | { readonly is: 'console'; readonly name: string }
  | { readonly is: 'serial'; readonly name: string };

const master = /\/ptmx$/;
const pseudo = /^\/dev\/pts\/(\d+)(?: \(deleted\))?$/;
const consoleName = /^\/dev\/(?:tty\d+|hvc\d+|hvsi\d+|xvc\d+|sclp_line\d+|lxc\/\w+)$/;
const serial = /^\/dev\/(?:tty[A-Za-z]+\d+|rfcomm\d+)$/;
const controlling = /^\/dev\/(?:tty|tty0|console)$/;

export const isTerminal = (target: string): boolean =>
  [master, pseudo, consoleName, serial, controlling].some((sort) => sort.test(target));

export function terminalOf(process: Process | null, { target, info }: Descriptor): Terminal {
  const index = pseudo.exec(target)?.[1];
  if (index !== undefined) return { is: 'pseudo', index: Number(index), name: target };
  if (master.test(target)) {
    const served = numberOf(info ?? '', 'tty-index');
    return { is: 'master', index: served, name: served === null ? target : `/dev/pts/${served}` };
  }
  if (serial.test(target)) return { is: 'serial', name: target };
  if (consoleName.test(target)) return { is: 'console', name: target };
  return byNumber(process?.ttyNr ?? 0, target);
}

/** Majors of Documentation/admin-guide/devices.txt: 136 to 143 are pseudo terminals, 4 consoles and serial ports. */
function byNumber(device: number, target: string): Terminal {
  const major = (device >> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >>> 12) & 0xfff00);
  if (major >= 136 && major <= 143) {
    const index = (major - 136) * 256 + minor;
    return { is: 'pseudo', index, name: `/dev/pts/${index}` };
  }
  if (major === 4 && minor >= 64) return { is: 'serial', name: `/dev/ttyS${minor - 64}` };
  return { is: 'console', name: major === 4 ? `/dev/tty${minor}` : target };
}

/** Who has the terminal open that a master serves, by its own name or as their controlling terminal. */
export function usersOf(machine: Machine, { pid, fd }: Descriptor, index: number): Holders {
  const named = `/dev/pts/${index}`;
  const { descriptors, unseen } = machine.holdersWhere(
    (target) => target === named || controlling.test(target),
  );
  const users = descriptors.filter((one) => {
    const terminal = terminalOf(one.target === named ? null : machine.process(one.pid), one);
    if (terminal.is !== 'pseudo' || terminal.index !== index) return false;
    const masters = machine.ptyMasters(index, one.pid).descriptors;
    return masters.some((other) => other.pid === pid && other.fd === fd);
  });
  return { descriptors: users, unseen };
}
