/**
 * /proc/PID/mountinfo: the mounts that a process sees (proc_pid_mountinfo(5)). Blank, tab, line end and backslash in
 * a name are printed as `\040`, `\011`, `\012`, `\134`.
 *
 *   36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
 */

export interface MountRow {
  readonly id: number;
  /** `major:minor` in decimal. */
  readonly device: string;
  readonly root: string;
  readonly point: string;
  readonly type: string;
  readonly source: string;
  /** Of the mount and of its file system: `rw,noatime,rw,errors=continue`. */
  readonly options: string;
}

export const mountinfoPath = (pid: number): string => `/proc/${pid}/mountinfo`;

export function parseMountinfo(text: string): readonly MountRow[] {
  return text.split('\n').flatMap((line): readonly MountRow[] => {
    // any number of optional fields (`master:1`) stands before the dash
    const [head = '', tail = ''] = line.split(' - ', 2);
    const [id, , device = '', root = '', point, options = ''] = head.split(' ');
    const [type = '', source = '', ofFileSystem = ''] = tail.split(' ');
    if (!/^\d+$/.test(id ?? '') || point === undefined || type === '') return [];
    return [
      {
        id: Number(id),
        device,
        root: unescaped(root),
        point: unescaped(point),
        type,
        source: unescaped(source),
        options: [options, ofFileSystem].filter((one) => one !== '').join(','),
      },
    ];
  });
}

const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
