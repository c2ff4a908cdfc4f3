/**
 * `fuse`: it waits for the answer of a program that serves a file system (fuse(4), Documentation/filesystems/fuse.rst).
 * Sample: wchan `request_wait_answer`; the mount `41 26 0:38 / /mnt rw,… - fuse.sshfs …`; and in the daemon's fdinfo of
 * /dev/fuse `fuse_connection:	38`, which is the minor number of the mount's device.
 *
 * Pages of a file are read ahead, so who waits for one sleeps where any reader of a disk does: the mount tells.
 */
import { fdinfoPath, numberOf } from '../sources/proc/fdinfo.ts';
import { valueOf } from '../view/view.ts';
import type { Descriptor, Machine, Mount, Thread } from '../machine/machine.ts';
import { filesOf, mountEvidence, mountInWords, type CallFile } from './call-files.ts';
import { sleepsIn } from './evidence.ts';
import { isAsleep, isInFault, kernelWait } from './kernel-wait.ts';
import { pageWait, swap } from './page-fault.ts';
import { holdersAsEnders } from './plain.ts';
import { descriptorsInFlight, unseenHolders } from './unseen.ts';
import type { Ender, Evidence, Recogniser } from './wait.ts';

const family =
  /^((__)?fuse_(simple_|request_|lookup|do_|get_req|send_|open|readdir|flush|wait|create|iomap|atomic|direct|file_)|request_wait_answer|wait_answer)/;

/** The side of the daemon: it reads requests, at rest. */
const daemonSide = /^fuse_dev_/;

const isFuse = ({ type }: Mount): boolean =>
  type === 'fuse' || type === 'fuseblk' || type === 'virtiofs' || type.startsWith('fuse.');

export const recognise: Recogniser = async (thread, machine) => {
  if (!isAsleep(thread) || thread.process.isKernel || sleepsIn(thread, daemonSide)) return null;
  const isRequest = sleepsIn(thread, family);
  if (!isRequest && !(thread.state === 'D' && sleepsIn(thread, pageWait) && !sleepsIn(thread, swap)))
    return null;
  const isPage = !isRequest && isInFault(thread);
  const files = (await filesOf(machine, thread)).filter(
    ({ mount }) => mount !== null && isFuse(mount) && !(isPage && owesNothing(machine, mount)),
  );
  if (!isRequest && files.length === 0) return null;
  const mounts = distinct(files.length > 0 ? mountsOf(files) : machine.mounts(thread.pid).filter(isFuse));
  const daemons = mounts.map((mount) => daemonOf(machine, thread, mount));
  const [file] = files;
  const where = mounts.map((mount) => `FUSE mount ${mountInWords(mount)}`).join(' or ') || 'a FUSE mount';
  const object = file && !isPage && files.length === 1 ? `${file.path} on ${where}` : where;
  const enders = daemons.flatMap((daemon) => daemon.enders);
  return kernelWait(thread, {
    kind: 'fuse',
    object,
    clause: `no answer from the daemon of ${where}`,
    enders: [
      ...(enders.length > 0 || mounts.length > 0
        ? enders
        : [{ by: 'unseen' as const, why: 'its FUSE mount was not found' }]),
      // a page of some other mapped file may be what it wants
      ...(isPage ? [{ by: 'device' as const, what: 'the disk that has the page' }] : []),
    ],
    fd: files.length === 1 ? (file?.fd ?? null) : null,
    evidence: [
      ...mounts.flatMap((mount) => mountEvidence(machine, thread.pid, mount)),
      ...daemons.flatMap((daemon) => daemon.evidence),
    ],
  });
};

const mountsOf = (files: readonly CallFile[]): readonly Mount[] => files.flatMap(({ mount }) => mount ?? []);

const distinct = (mounts: readonly Mount[]): readonly Mount[] => [
  ...new Map(mounts.map((mount) => [mount.device, mount])).values(),
];

interface Daemon {
  readonly enders: readonly Ender[];
  readonly evidence: readonly Evidence[];
}

/** Whoever holds the connection open could answer. */
function daemonOf(machine: Machine, thread: Thread, mount: Mount): Daemon {
  const connection = connectionOf(mount);
  const waiting = waitingAt(machine, connection);
  if (mount.type === 'virtiofs')
    return {
      enders: [{ by: 'device', what: `the host, which serves ${mountInWords(mount)}` }],
      evidence: waiting,
    };
  const holders = machine.holders('/dev/fuse');
  const serving = thoseOf(holders.descriptors, connection);
  const enders = holdersAsEnders(machine, thread, serving, ({ pid, fd }) => ({
    by: 'task',
    pid,
    fd,
    object: `FUSE mount ${mountInWords(mount)}`,
    need: 'continue',
    turn: 'theirs',
  }));
  const unseen = [
    ...unseenHolders(machine, holders),
    ...(enders.length === 0 ? descriptorsInFlight(machine) : []),
  ];
  const nobody: readonly Ender[] = [{ by: 'unseen', why: `who serves ${mountInWords(mount)} was not found` }];
  const evidence = serving.flatMap(({ pid, fd, info }) => connectionLine(pid, fd, info ?? ''));
  return {
    enders: serving.length === 0 && unseen.length === 0 ? nobody : [...enders, ...unseen],
    evidence: [...waiting, ...evidence],
  };
}

/** The device number as the kernel counts it: 20 bits for the minor. */
function connectionOf({ device }: Mount): number {
  const [major = 0, minor = 0] = device.split(':').map(Number);
  return major * 2 ** 20 + minor;
}

/** Kernels before 6.13 do not say which connection a descriptor serves: then it may be any. */
function thoseOf(descriptors: readonly Descriptor[], connection: number): readonly Descriptor[] {
  const of = ({ info }: Descriptor): number | null => numberOf(info ?? '', 'fuse_connection');
  const exact = descriptors.filter((descriptor) => of(descriptor) === connection);
  return exact.length > 0 ? exact : descriptors.filter((descriptor) => of(descriptor) === null);
}

const connectionLine = (pid: number, fd: number, info: string): readonly Evidence[] =>
  info
    .split('\n')
    .filter((line) => line.startsWith('fuse_connection:'))
    .map((text) => ({ source: fdinfoPath(pid, fd), text }));

/** A daemon that has answered everything is not the one whose page is missing. */
const owesNothing = (machine: Machine, mount: Mount): boolean =>
  waitingAt(machine, connectionOf(mount))[0]?.text === '0';

/** Requests that wait for an answer, where fusectl is mounted. */
function waitingAt(machine: Machine, connection: number): readonly Evidence[] {
  const source = `/sys/fs/fuse/connections/${connection}/waiting`;
  const text = valueOf(machine.view.text(source));
  return text === null ? [] : [{ source, text: text.trim() }];
}
