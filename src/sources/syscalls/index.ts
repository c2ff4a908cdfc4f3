/**
 * The names of system calls by number (syscalls(2)). Every architecture counts differently: `read` is 0 on x86-64, 3 on
 * i386 and 63 on aarch64, whose table riscv64 shares. The tables are generated: scripts/syscalls.mjs.
 */
import { names as aarch64 } from './aarch64.gen.ts';
import { names as i386 } from './i386.gen.ts';
import { names as x86_64 } from './x86-64.gen.ts';

const tables = { x86_64, i386, aarch64 };

export type Table = keyof typeof tables;

const split = new Map<Table, readonly string[]>();

/** `syscall_NNN` where a number has no name: it is younger than the tables. */
export function syscallName(table: Table, number: number): string {
  const names = split.get(table) ?? tables[table].split(' ');
  split.set(table, names);
  const name = names[number];
  return name === undefined || name === '-' || name === '' ? `syscall_${number}` : name;
}
