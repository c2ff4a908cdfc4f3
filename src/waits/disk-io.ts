/**
 * `disk-io`: it sleeps uninterruptibly until a disk, or the file system on it, gets on. Sample: state D with wchan
 * `folio_wait_bit_common`, `submit_bio_wait`, `io_schedule`, `jbd2_log_wait_commit` or `rwsem_down_write_slowpath` in a
 * call on a file. Nothing tells who else keeps the disk busy.
 */
import { fileInWords, filesOf, mountEvidence, type CallFile } from './call-files.ts';
import { sleepsIn } from './evidence.ts';
import { isAsleep, kernelWait } from './kernel-wait.ts';
import type { Recogniser } from './wait.ts';

/** The block layer, the page cache, journals: no other waits sleep there. */
const family =
  /^((__)?(io_schedule|folio_wait_|folio_lock|wait_on_page_|lock_page|wait_on_buffer|lock_buffer|bread|getblk|filemap_(fdatawait|write_and_wait)|inode_dio_wait|inode_wait_for_writeback|writeback_|blkdev_)|sync_(inodes|filesystem|blockdev)|bio_|submit_bio|blk_|bdev_|bt_get|rq_qos_|wbt_|wb_wait|balance_dirty_pages|jbd2_|do_get_write_access|add_transaction_credits|start_this_handle|wait_transaction_|ext[234]_|xfs_|xlog_|xfsaild|btrfs_|f2fs_|iomap_|dio_|do_blockdev_direct|md_|raid\d|dm_|nvme_|scsi_|sd_|loop_)/;

/** A lock of a file or a directory, when the call is about one. */
const lock =
  /^((__)?rwsem_down_|rwbase_|(__)?down_(read|write)|inode_lock|lock_rename|iterate_dir|(__)?mutex_lock|path_openat|lookup_slow|d_alloc_parallel|wait_on_inode|(__)?wait_on_bit)/;

export const recognise: Recogniser = async (thread, machine) => {
  if (!isAsleep(thread) || thread.state !== 'D' || thread.process.isKernel) return null;
  const isDisk = sleepsIn(thread, family);
  if (!isDisk && (thread.call.in !== 'call' || !sleepsIn(thread, lock))) return null;
  const files = thread.call.in === 'call' ? (await filesOf(machine, thread)).filter(isStored) : [];
  const [file] = files;
  if (!isDisk && !file) return null;
  const object = files.map(fileInWords).join(' or ') || 'a disk';
  return kernelWait(thread, {
    kind: 'disk-io',
    object,
    clause: isDisk ? `until the disk gets on with ${object}` : `for a lock that the kernel has on ${object}`,
    enders: [{ by: 'device', what: deviceOf(file) }],
    fd: files.length === 1 ? (file?.fd ?? null) : null,
    evidence:
      file?.mount && file.path !== deviceOf(file) ? mountEvidence(machine, thread.pid, file.mount) : [],
  });
};

/** A block device, or a file that is not in memory alone; a terminal is neither. */
const isStored = ({ path, mount }: CallFile): boolean =>
  mount === null
    ? !path.startsWith('/dev/')
    : !/^(proc|sysfs|tmpfs|devpts|cgroup2?|mqueue|debugfs|tracefs)$/.test(mount.type);

const deviceOf = (file: CallFile | undefined): string =>
  file === undefined
    ? 'a disk'
    : file.path.startsWith('/dev/')
      ? file.path
      : (file.mount?.source ?? file.path);
