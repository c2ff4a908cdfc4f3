/**
 * /proc/PID/net/netlink and packet: sockets that talk with the kernel, and with a network card (netlink(7), packet(7)).
 *
 *   sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode
 *   00000000bc1948df 0   12096      00000001 0        0        0     2        0        19323
 *
 *   sk               RefCnt Type Proto  Iface R Rmem   User   Inode
 *   00000000fa312229 3      3    0300   0     1 0      0      19324
 */

export interface KernelSocketRow {
  /** What it listens to, in the table's own words: `protocol 0 groups 00000001`, `protocol 0300 interface 0`. */
  readonly name: string;
  readonly receiveQueue: number;
  readonly inode: number;
  readonly text: string;
}

export type KernelSocketTable = 'netlink' | 'packet';

export const kernelSocketPath = (pid: number, table: KernelSocketTable): string =>
  `/proc/${pid}/net/${table}`;

export function parseKernelSockets(text: string, table: KernelSocketTable): readonly KernelSocketRow[] {
  return text.split('\n').flatMap((line): readonly KernelSocketRow[] => {
    const fields = line.trim().split(/\s+/);
    const [address = '', second, , fourth, fifth, , seventh] = fields;
    const inode = Number(fields.at(-1));
    if (!/^[0-9a-f]{8,16}$/i.test(address) || !Number.isInteger(inode)) return [];
    const isNetlink = table === 'netlink';
    const name = isNetlink ? `protocol ${second} groups ${fourth}` : `protocol ${fourth} interface ${fifth}`;
    return [{ name, receiveQueue: Number(isNetlink ? fifth : seventh) || 0, inode, text: line.trim() }];
  });
}
