/**
 * /proc/PID/status and /proc/PID/task/TID/status: `Name:\tvalue` lines (proc_pid_status(5)).
 *
 *   Tgid:	812
 *   TracerPid:	0
 *   Uid:	0	0	0	0
 *   NSpid:	812	7
 *   VmRSS:	    7336 kB
 *   SigBlk:	0000000000000000
 *   voluntary_ctxt_switches:	41
 */

export interface Status {
  /** The process that a thread belongs to. */
  readonly tgid: number;
  readonly tracerPid: number;
  /** The effective one, whom `ps` shows. */
  readonly uid: number | null;
  /** Its numbers in the pid namespaces from the reader's down to its own. */
  readonly nsPids: readonly number[];
  readonly rssBytes: number;
  /** Signal masks, bit n-1 is signal n; `pending` for the thread and for the process together. */
  readonly signals: {
    readonly pending: bigint;
    readonly blocked: bigint;
    readonly ignored: bigint;
    readonly caught: bigint;
  } | null;
  /** Context switches: it went to sleep, or another took its place. */
  readonly switches: { readonly voluntary: number; readonly involuntary: number } | null;
}

export const statusPath = (pid: number): string => `/proc/${pid}/status`;
export const threadStatusPath = (pid: number, tid: number): string => `/proc/${pid}/task/${tid}/status`;

export function parseStatus(text: string): Status | null {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':\t');
    // the kernel escapes line ends in the name, so the first line of a name is its only one
    if (colon > 0 && !fields.has(line.slice(0, colon)))
      fields.set(line.slice(0, colon), line.slice(colon + 2).trim());
  }
  const number = (name: string): number | null => {
    const value = /^\d+/.exec(fields.get(name) ?? '')?.[0];
    return value === undefined ? null : Number(value);
  };
  const tgid = number('Tgid');
  if (tgid === null) return null;
  const voluntary = number('voluntary_ctxt_switches');
  const involuntary = number('nonvoluntary_ctxt_switches');
  const effectiveUid = fields.get('Uid')?.split('\t')[1];
  return {
    tgid,
    tracerPid: number('TracerPid') ?? 0,
    uid: effectiveUid === undefined ? null : Number(effectiveUid),
    nsPids: (fields.get('NSpid') ?? '')
      .split('\t')
      .filter((word) => word !== '')
      .map(Number),
    rssBytes: (number('VmRSS') ?? 0) * 1024,
    signals: signalsOf(fields),
    switches: voluntary === null || involuntary === null ? null : { voluntary, involuntary },
  };
}

function signalsOf(fields: ReadonlyMap<string, string>): Status['signals'] {
  const mask = (name: string): bigint | null => {
    const digits = fields.get(name);
    return digits !== undefined && /^[0-9a-f]+$/.test(digits) ? BigInt(`0x${digits}`) : null;
  };
  const [own, shared, blocked] = [mask('SigPnd'), mask('ShdPnd'), mask('SigBlk')];
  const [ignored, caught] = [mask('SigIgn'), mask('SigCgt')];
  if (own === null || shared === null || blocked === null || ignored === null || caught === null) return null;
  return { pending: own | shared, blocked, ignored, caught };
}
