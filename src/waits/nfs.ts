/**
 * `nfs`: it waits for the server of an NFS mount (nfs(5)). Sample: wchan `rpc_wait_bit_killable` in state D; the mount
 * `52 26 0:44 / /data rw,vers=4.2,hard,addr=10.0.0.7 - nfs4 files:/export …` names the server.
 */
import type { Mount } from '../machine/machine.ts';
import { filesOf, mountEvidence, mountInWords } from './call-files.ts';
import { sleepsIn } from './evidence.ts';
import { isAsleep, kernelWait } from './kernel-wait.ts';
import { pageWait } from './page-fault.ts';
import type { Ender, Recogniser } from './wait.ts';

const family =
  /^(rpc_(wait_|call|async|execute|run)|__rpc_(execute|wait)|(__)?nfs_|nfs[234]_|_nfs4_|nlmclnt_|nlm_|pnfs_)/;

const isNfs = ({ type }: Mount): boolean => type === 'nfs' || type === 'nfs4';

export const recognise: Recogniser = async (thread, machine) => {
  if (!isAsleep(thread) || thread.process.isKernel) return null;
  const isCall = sleepsIn(thread, family);
  if (!isCall && !(thread.state === 'D' && sleepsIn(thread, pageWait) && thread.call.in === 'call'))
    return null;
  const mounts = machine.mounts(thread.pid).filter(isNfs);
  if (!isCall && mounts.length === 0) return null;
  const files = (await filesOf(machine, thread)).filter(({ mount }) => mount !== null && isNfs(mount));
  if (!isCall && files.length === 0) return null;
  const [file] = files;
  const servers = distinct(files.length > 0 ? files.flatMap(({ mount }) => mount ?? []) : mounts);
  const where = servers.map((mount) => `NFS mount ${mountInWords(mount)}`).join(' or ') || 'an NFS mount';
  return kernelWait(thread, {
    kind: 'nfs',
    object: file && files.length === 1 ? `${file.path} on ${where}` : where,
    clause: `no answer from the server of ${where}`,
    enders: endersOf(servers),
    fd: files.length === 1 ? (file?.fd ?? null) : null,
    evidence: servers.flatMap((mount) => mountEvidence(machine, thread.pid, mount)),
  });
};

const distinct = (mounts: readonly Mount[]): readonly Mount[] => [
  ...new Map(mounts.map((mount) => [mount.source, mount])).values(),
];

function endersOf(mounts: readonly Mount[]): readonly Ender[] {
  const enders = mounts.map((mount): Ender => ({ by: 'remote', address: serverOf(mount) }));
  return enders.length > 0 ? enders : [{ by: 'device', what: 'an NFS server' }];
}

/** `10.0.0.7:2049` from the options `addr=` and `port=`; else the host in the source, `files:/export`. */
function serverOf({ options, source }: Mount): string {
  const option = (name: string): string | undefined =>
    new RegExp(`(?:^|,)${name}=([^,]+)`).exec(options)?.[1];
  const host = option('addr') ?? /^(\[.*?\]|[^:]+):/.exec(source)?.[1] ?? source;
  const bracketed = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return `${bracketed}:${option('port') ?? '2049'}`;
}
