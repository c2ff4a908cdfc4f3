/** What could not be looked at of processes, and what would let it be: for the report's warnings. */
import { cmdlinePath } from '../sources/proc/cmdline.ts';
import { parseMountinfo } from '../sources/proc/mountinfo.ts';
import { parseStatus } from '../sources/proc/status.ts';
import { valueOf, type View } from '../view/view.ts';
import type { Process, Unseen } from './machine.ts';

export function blindSpots(view: View, processes: Iterable<Process | null>): readonly Unseen[] {
  const uid = parseStatus(valueOf(view.text('/proc/self/status')) ?? '')?.uid ?? null;
  const spots = [...processes].flatMap((process) => (process ? spotsOf(process, uid) : []));
  return [...hiddenProcesses(view, uid), ...spots];
}

function spotsOf(process: Process, readerUid: number | null): readonly Unseen[] {
  const { pid, name, argv } = process;
  const spots: Unseen[] = [];
  if (!argv.ok && argv.reason === 'timeout') {
    spots.push({
      code: 'timeout',
      pid,
      message: `${argv.message}: reading ${cmdlinePath(pid)} hangs itself`,
    });
  }
  const [leader] = process.threads;
  const isHidden = !process.isKernel && leader?.call.in === 'unseen' && !'ZX'.includes(leader.state);
  if (isHidden && readerUid === 0) {
    spots.push({
      code: 'refused',
      pid,
      message: `the kernel shows the system calls of ${pid} (${name}) not even to root`,
    });
  } else if (isHidden) {
    const isOwn = readerUid !== null && readerUid === process.uid;
    const remedy = isOwn ? 'run as root, or set kernel.yama.ptrace_scope to 0' : 'run as root';
    spots.push({
      code: 'permission',
      pid,
      message: `may not see the system calls of ${pid} (${name}): ${remedy}`,
    });
  }
  return spots;
}

/** The option `hidepid` of proc(5) makes other users' processes invisible. */
function hiddenProcesses(view: View, uid: number | null): readonly Unseen[] {
  if (uid === 0) return [];
  const mounts = parseMountinfo(valueOf(view.text('/proc/self/mountinfo')) ?? '');
  const proc = mounts.filter(({ point, type }) => point === '/proc' && type === 'proc').at(-1);
  const hides = /(?:^|,)hidepid=(?!0\b|off\b)/.test(proc?.options ?? '');
  return hides
    ? [
        {
          code: 'hidepid',
          pid: null,
          message: '/proc is mounted with hidepid: other users are invisible; run as root',
        },
      ]
    : [];
}
