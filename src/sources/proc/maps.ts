/**
 * /proc/PID/maps: what a process has mapped, and where (proc_pid_maps(5)). Reading it takes the memory lock of the
 * process. Shared anonymous memory has an inode of its own: `/dev/zero (deleted)`, `/SYSV0000002a (deleted)`, memfd.
 *
 *   7f246e599000-7f246e59a000 rw-s 00000000 00:01 1025                       /dev/zero (deleted)
 */

export interface MapRow {
  readonly start: bigint;
  readonly end: bigint;
  readonly permissions: string;
  readonly offset: bigint;
  readonly device: string;
  readonly inode: number;
  readonly path: string;
  readonly isShared: boolean;
}

export const mapsPath = (pid: number): string => `/proc/${pid}/maps`;

/** A line end in a path is printed as `\012`, other bytes as they are. */
const row = /^([0-9a-f]+)-([0-9a-f]+) ([r-][w-][x-][ps]) ([0-9a-f]+) ([0-9a-f]+:[0-9a-f]+) (\d+) *(.*)$/;

export function parseMaps(text: string): readonly MapRow[] {
  return text.split('\n').flatMap((line): readonly MapRow[] => {
    const [, start, end, permissions = '', offset, device = '', inode, path = ''] = row.exec(line) ?? [];
    if (start === undefined || end === undefined || offset === undefined) return [];
    return [
      {
        start: BigInt(`0x${start}`),
        end: BigInt(`0x${end}`),
        permissions,
        offset: BigInt(`0x${offset}`),
        device,
        inode: Number(inode),
        path: path.replaceAll('\\012', '\n'),
        isShared: permissions.endsWith('s'),
      },
    ];
  });
}
