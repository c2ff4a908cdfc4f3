/**
 * What the kernel holds a thread for: memory, pages, disks, file systems. Texts of Linux 6.18 where it could be made
 * there (the memory controller of version 1, ext4 on a loop device, FUSE, userfaultfd); the others in the words of
 * the kernel's documents and its symbol names.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recognise } from '../../src/waits/index.ts';
import { inShort } from './on-stage.ts';
import { told, type Told } from './told.ts';

const root = '26 1 254:0 / / rw,relatime - ext4 /dev/vda rw';
const data = '41 26 7:0 / /data rw,relatime - ext4 /dev/loop0 rw';
const fuse = '42 26 0:38 / /mnt/far rw,nosuid,nodev,relatime - fuse.sshfs me@far: rw,user_id=0,group_id=0';
const nfs =
  '52 26 0:44 / /srv rw,relatime - nfs4 files:/export rw,vers=4.2,hard,proto=tcp,clientaddr=10.0.0.5,addr=10.0.0.7';
const virtio = '60 26 0:50 / /host rw - virtiofs host0 rw';
const proc = '20 26 0:20 / /proc rw - proc proc rw';
const mountinfo = [root, proc, data, fuse, nfs, virtio];

const end = ' 0x7ffd6824a658 0x7f355c8f9bd3';
const read = `0 0x3 0x7f8f0d822000 0x20000 0x0 0x0 0x0${end}`;
const write = `1 0x3 0x7f8f0d822000 0x20 0x0 0x0 0x0${end}`;
const open = `257 0xffffff9c 0x7ffe5eeb7864 0x0 0x0 0x0 0x0${end}`;
const faulting = '-1 0x7ffeb15627f0 0x7fd78d7877ab';
const inRead = ['vfs_read', 'ksys_read', 'do_syscall_64', 'entry_SYSCALL_64_after_hwframe'];
const inOpen = ['path_openat', 'do_filp_open', 'do_sys_openat2', 'do_syscall_64'];
const inFault = ['__handle_mm_fault', 'handle_mm_fault', 'exc_page_fault', 'asm_exc_page_fault'];
const path = (text: string): Partial<Told> => ({ memory: { '0x7ffe5eeb7864': text } });
const file = (target: string, mount: number): Partial<Told> => ({
  fds: { 3: [target, `pos:\t0\nflags:\t0100000\nmnt_id:\t${mount}\n`] },
});
const sshfs: Told = {
  pid: 300,
  name: 'sshfs',
  fds: { 4: ['/dev/fuse', 'flags:\t02100002\nfuse_connection:\t38\n'] },
};
const other: Told = {
  pid: 301,
  name: 'rclone',
  fds: { 5: ['/dev/fuse', 'flags:\t02100002\nfuse_connection:\t39\n'] },
};
const older = (daemon: Told): Told => ({ ...daemon, fds: { 4: ['/dev/fuse', 'flags:\t02100002\n'] } });
const faults = (pid: number, total: number, inode = 88781): Told => ({
  pid,
  name: 'pager',
  fds: {
    3: ['anon_inode:[userfaultfd]', `flags:\t02000000\nino:\t${inode}\npending:\t0\ntotal:\t${total}\n`],
  },
});

interface Row {
  readonly situation: string;
  readonly program: Partial<Told>;
  readonly others?: readonly Told[];
  readonly texts?: Readonly<Record<string, string>>;
  readonly want: string | null;
  readonly enders?: readonly string[];
  readonly object?: string;
  readonly fd?: number | null;
}

const rows: readonly Row[] = [
  {
    situation: 'memory: a full group whose OOM killer is off (version 1)',
    program: { state: 'D', syscall: faulting, wchan: 'mem_cgroup_oom_synchronize', stack: ['mem_cgroup_oom_synchronize', 'pagefault_out_of_memory', 'exc_page_fault'], cgroup: '4:memory:/lab\n0::/\n' },
    texts: {
      '/proc/self/mountinfo': '36 31 0:33 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n',
      '/sys/fs/cgroup/memory/lab/memory.usage_in_bytes': '16777216\n',
      '/sys/fs/cgroup/memory/lab/memory.limit_in_bytes': '16777216\n',
    },
    want: 'memory',
    object: 'memory of the control group /lab',
    enders: ['device'],
  },
  {
    situation: 'memory: held back above memory.high, whose group is above its own (version 2)',
    program: { state: 'D', syscall: read, wchan: 'schedule_timeout_killable', stack: ['mem_cgroup_handle_over_high', 'exit_to_user_mode_loop'], cgroup: '0::/app/one\n' },
    texts: {
      '/proc/self/mountinfo': '30 24 0:27 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw\n',
      '/sys/fs/cgroup/app/one/memory.current': '9000\n',
      '/sys/fs/cgroup/app/one/memory.max': 'max\n',
      '/sys/fs/cgroup/app/one/memory.high': 'max\n',
      '/sys/fs/cgroup/app/memory.current': '12000\n',
      '/sys/fs/cgroup/app/memory.max': 'max\n',
      '/sys/fs/cgroup/app/memory.high': '10000\n',
    },
    want: 'memory',
    object: 'memory of the control group /app',
  },
  {
    situation: 'memory: the whole machine reclaims',
    program: { state: 'D', syscall: faulting, wchan: 'reclaim_throttle', stack: ['reclaim_throttle', 'shrink_node', 'try_to_free_pages', '__alloc_pages_slowpath', ...inFault] },
    want: 'memory',
    object: 'memory of the machine',
  },
  {
    situation: 'page-fault: a userfaultfd that only the process itself has, in a call',
    program: { syscall: read, wchan: 'handle_userfault', stack: ['handle_userfault', ...inFault, 'read_zero', ...inRead], fds: { 3: ['anon_inode:[userfaultfd]', 'ino:\t1\ntotal:\t1\n'] } },
    want: 'page-fault',
    enders: [],
  },
  {
    situation: 'page-fault: another thread of it serves the faults',
    program: { syscall: faulting, wchan: 'handle_userfault', fds: { 3: ['anon_inode:[userfaultfd]', 'ino:\t1\ntotal:\t1\n'] }, threads: [{ tid: 101 }] },
    want: 'page-fault',
    enders: ['100 continue'],
  },
  {
    situation: 'page-fault: handed to a pager; another pager has no fault to serve',
    program: { syscall: faulting, wchan: 'handle_userfault' },
    others: [faults(300, 1), faults(301, 0)],
    want: 'page-fault',
    enders: ['300 continue'],
  },
  {
    situation: 'page-fault: its own userfaultfd, shared with one pager; another one is somebody else’s',
    program: { syscall: faulting, wchan: 'handle_userfault', fds: { 3: ['anon_inode:[userfaultfd]', 'flags:\t02\nino:\t7\ntotal:\t1\n'] } },
    others: [faults(300, 1, 7), faults(301, 1, 8)],
    want: 'page-fault',
    enders: ['300 continue'],
  },
  { situation: 'page-fault: nobody has one', program: { syscall: faulting, wchan: 'handle_userfault' }, want: 'page-fault', enders: ['unseen'] },
  {
    situation: 'page-fault: a descriptor is under way to somebody',
    program: { syscall: faulting, wchan: 'handle_userfault', fds: { 3: ['anon_inode:[userfaultfd]', 'ino:\t1\ntotal:\t1\n'], 4: ['socket:[77]', 'scm_fds:\t1\n'] } },
    want: 'page-fault',
    enders: ['unseen'],
  },
  {
    situation: 'page-fault: from the swap',
    program: { state: 'D', syscall: faulting, wchan: 'folio_wait_bit_common', stack: ['folio_wait_bit_common', 'do_swap_page', ...inFault] },
    want: 'page-fault',
    object: 'a page in the swap',
    enders: ['device'],
  },
  {
    situation: 'page-fault: a page of a program on a disk',
    program: { state: 'D', syscall: faulting, wchan: 'folio_wait_bit_common', stack: ['folio_wait_bit_common', 'filemap_fault', '__do_fault', ...inFault], mountinfo },
    texts: { '/proc/100/maps': '55d000-55e000 r-xp 00000000 fe:00 12 /usr/bin/program\n' },
    want: 'page-fault',
    enders: ['device'],
  },
  {
    situation: 'fuse: a page of a mapped file whose daemon does not deliver; or of another file',
    program: { state: 'D', syscall: faulting, wchan: 'folio_wait_bit_common', stack: ['folio_wait_bit_common', 'filemap_fault', '__do_fault', ...inFault], mountinfo },
    others: [sshfs, other],
    texts: { '/proc/100/maps': '55d000-55e000 r-xp 00000000 fe:00 12 /usr/bin/program\n7f0000-7f1000 r--s 00000000 00:26 5 /mnt/far/film\n' },
    want: 'fuse',
    enders: ['300 continue', 'device'],
  },
  {
    situation: 'page-fault: the daemon of the mapped file has answered everything',
    program: { state: 'D', syscall: faulting, wchan: 'folio_wait_bit_common', stack: ['folio_wait_bit_common', 'filemap_fault', '__do_fault', ...inFault], mountinfo },
    others: [sshfs],
    texts: { '/proc/100/maps': '7f0000-7f1000 r--s 00000000 00:26 5 /mnt/far/film\n', '/sys/fs/fuse/connections/38/waiting': '0\n' },
    want: 'page-fault',
  },
  {
    situation: 'fuse: it opens a file there',
    program: { syscall: open, wchan: 'request_wait_answer', stack: ['request_wait_answer', '__fuse_simple_request', 'fuse_lookup_name', ...inOpen], mountinfo, cwd: '/mnt/far/photos', ...path('../film') },
    others: [sshfs, other],
    want: 'fuse',
    object: '/mnt/far/film on FUSE mount me@far: (fuse.sshfs at /mnt/far)',
    enders: ['300 continue'],
  },
  {
    situation: 'fuse: it reads a page that was asked for ahead, as from any disk',
    program: { state: 'D', syscall: read, wchan: 'folio_wait_bit_common', stack: ['folio_wait_bit_common', 'filemap_get_pages', 'filemap_read', ...inRead], mountinfo, ...file('/mnt/far/film', 42) },
    others: [sshfs, other],
    want: 'fuse',
    fd: 3,
    enders: ['300 continue'],
  },
  {
    situation: 'fuse: a kernel that does not say which daemon serves which mount',
    program: { syscall: read, wchan: 'request_wait_answer', mountinfo, ...file('/mnt/far/film', 42) },
    others: [older(sshfs), { ...older(sshfs), pid: 301 }],
    want: 'fuse',
    enders: ['300 continue', '301 continue'],
  },
  {
    situation: 'fuse: neither stack nor call may be seen: any FUSE mount of it, also the one that the host serves',
    program: { wchan: 'request_wait_answer', mountinfo },
    others: [sshfs, other],
    want: 'fuse',
    enders: ['300 continue', 'device'],
  },
  { situation: 'fuse: its daemon is nobody that can be seen', program: { syscall: read, wchan: 'request_wait_answer', mountinfo, ...file('/mnt/far/film', 42) }, want: 'fuse', enders: ['unseen'] },
  {
    situation: 'fuse: a daemon of one thread that waits for its own mount',
    program: { syscall: open, wchan: 'request_wait_answer', mountinfo, ...path('/mnt/far/film'), fds: { 4: ['/dev/fuse', 'fuse_connection:\t38\n'] } },
    want: 'fuse',
    enders: [],
  },
  { situation: 'fuse: served by the host of a virtual machine', program: { syscall: read, wchan: 'request_wait_answer', mountinfo, ...file('/host/file', 60) }, want: 'fuse', enders: ['device'] },
  {
    situation: 'unknown: the daemon itself, which waits for requests at rest',
    program: { syscall: `0 0x4 0x7f 0x21000 0x0 0x0 0x0${end}`, wchan: 'fuse_dev_do_read', stack: ['fuse_dev_do_read', 'fuse_dev_read', ...inRead], mountinfo, fds: { 4: ['/dev/fuse', 'fuse_connection:\t38\n'] } },
    want: 'unknown',
    enders: ['device'],
  },
  {
    situation: 'nfs: a server that does not answer',
    program: { state: 'D', syscall: open, wchan: 'rpc_wait_bit_killable', stack: ['rpc_wait_bit_killable', '__rpc_execute', 'nfs4_do_open', 'nfs4_file_open', ...inOpen], mountinfo, cwd: '/', ...path('/srv/report') },
    want: 'nfs',
    object: '/srv/report on NFS mount files:/export (nfs4 at /srv)',
    enders: ['10.0.0.7:2049'],
  },
  {
    situation: 'nfs: it reads a page that was asked for ahead',
    program: { state: 'D', syscall: read, wchan: 'folio_wait_bit_common', stack: ['folio_wait_bit_common', 'filemap_read', ...inRead], mountinfo, ...file('/srv/report', 52) },
    want: 'nfs',
    enders: ['10.0.0.7:2049'],
  },
  {
    situation: 'nfs: the address of the server as the mount has it, with its port',
    program: { state: 'D', syscall: read, wchan: 'nfs_wait_bit_killable', mountinfo: [root, '53 26 0:45 / /srv6 rw - nfs [fd00::7]:/export rw,vers=3,port=20049,addr=fd00::7'], ...file('/srv6/report', 53) },
    want: 'nfs',
    enders: ['[fd00::7]:20049'],
  },
  {
    situation: 'fs-freeze: a file is made',
    program: { state: 'D', syscall: open, wchan: 'percpu_rwsem_wait', stack: ['percpu_rwsem_wait', 'mnt_want_write', ...inOpen], mountinfo, cwd: '/data', ...path('copy') },
    want: 'fs-freeze',
    object: '/data/copy on /dev/loop0 (ext4 at /data)',
    enders: ['device'],
  },
  {
    situation: 'fs-freeze: a file is written, on an older kernel',
    program: { state: 'D', syscall: write, wchan: '__sb_start_write', mountinfo, ...file('/data/there', 41) },
    want: 'fs-freeze',
    fd: 3,
  },
  {
    situation: 'fs-freeze: a page of a mapped file is changed',
    program: { state: 'D', syscall: faulting, wchan: 'percpu_rwsem_wait', stack: ['percpu_rwsem_wait', 'ext4_page_mkwrite', 'do_page_mkwrite', ...inFault], mountinfo },
    texts: { '/proc/100/maps': '55d000-55e000 r-xp 00000000 fe:00 12 /usr/bin/program\n7f0000-7f1000 rw-s 00000000 07:00 13 /data/there\n' },
    want: 'fs-freeze',
    object: '/data/there on /dev/loop0 (ext4 at /data)',
  },
  {
    situation: 'unknown: a lock of the same sort that has nothing to do with files',
    program: { state: 'D', syscall: `56 0x1200011 0x0 0x0 0x0 0x0 0x0${end}`, wchan: 'percpu_rwsem_wait', stack: ['percpu_rwsem_wait', 'cgroup_css_set_fork', 'copy_process', 'kernel_clone'] },
    want: 'unknown',
    enders: ['device'],
  },
  {
    situation: 'disk-io: a page of a file',
    program: { state: 'D', syscall: read, wchan: 'folio_wait_bit_common', stack: ['folio_wait_bit_common', 'filemap_read', ...inRead], mountinfo, ...file('/data/there', 41) },
    want: 'disk-io',
    object: '/data/there on /dev/loop0 (ext4 at /data)',
    fd: 3,
    enders: ['device'],
  },
  {
    situation: 'disk-io: of a mount that is hidden under another one',
    program: { state: 'D', syscall: read, wchan: 'folio_wait_bit_common', mountinfo: [...mountinfo, '70 26 254:9 / /data rw - xfs /dev/vdj rw'], ...file('/data/there', 41) },
    want: 'disk-io',
    object: '/data/there on /dev/loop0 (ext4 at /data)',
  },
  { situation: 'disk-io: a device, directly', program: { state: 'D', syscall: read, wchan: 'submit_bio_wait', stack: ['submit_bio_wait', '__blkdev_direct_IO_simple', ...inRead], mountinfo, ...file('/dev/loop0', 23) }, want: 'disk-io', object: '/dev/loop0' },
  { situation: 'disk-io: a journal', program: { state: 'D', syscall: `74 0x3 0x0 0x0 0x0 0x0 0x0${end}`, wchan: 'jbd2_log_wait_commit', mountinfo, ...file('/data/there', 41) }, want: 'disk-io' },
  { situation: 'disk-io: sync, of no file', program: { state: 'D', syscall: `162 0x0 0x0 0x0 0x0 0x0 0x0${end}`, wchan: 'wb_wait_for_completion', mountinfo }, want: 'disk-io', object: 'a disk' },
  {
    situation: 'disk-io: behind the lock of a directory',
    program: { state: 'D', syscall: open, wchan: 'rwsem_down_write_slowpath', stack: ['rwsem_down_write_slowpath', 'down_write', ...inOpen], mountinfo, cwd: '/data', ...path('there') },
    want: 'disk-io',
    object: '/data/there on /dev/loop0 (ext4 at /data)',
  },
  {
    situation: 'unknown: a lock of the kernel in a call on no file',
    program: { state: 'D', syscall: `9 0x0 0x1000 0x3 0x22 0xffffffff 0x0${end}`, wchan: 'rwsem_down_write_slowpath', stack: ['rwsem_down_write_slowpath', 'vm_mmap_pgoff'], mountinfo },
    want: 'unknown',
    enders: ['device'],
  },
  {
    situation: 'no memory is read while a thread of it is caught in a page fault',
    program: { state: 'D', syscall: open, wchan: 'io_schedule', mountinfo, cwd: '/data', ...path('there'), threads: [{ tid: 101, state: 'D', syscall: faulting, wchan: 'folio_wait_bit_common', stack: ['folio_wait_bit_common', 'filemap_fault'] }] },
    want: 'disk-io',
    object: 'a disk',
  },
  { situation: 'unknown: a call of which nothing is known', program: { syscall: `450 0x0 0x0 0x0 0x0 0x0 0x0${end}`, wchan: 'some_new_wait' }, want: 'unknown', enders: ['unseen'], object: 'in some_new_wait' },
  { situation: 'unknown: nothing may be seen', program: {}, want: 'unknown', enders: ['unseen'] },
  { situation: 'unknown: a kernel thread at rest', program: { flags: 0x200000, state: 'I', wchan: 'worker_thread' }, want: 'unknown', enders: ['outside'] },
]; // prettier-ignore
for (const { situation, program, others = [], texts = {}, want, enders, object, fd } of rows)
  test(situation, async () => {
    const machine = told([{ pid: 100, ...program }, ...others], texts);
    const thread = machine.process(100)?.thread(100);
    assert.ok(thread);
    const wait = await recognise(thread, machine);
    assert.equal(wait?.kind ?? null, want);
    if (object !== undefined) assert.equal(wait?.object, object);
    if (enders !== undefined) assert.deepEqual(inShort(wait?.enders ?? []), enders);
    if (fd !== undefined) assert.equal(wait?.fd, fd);
    assert.ok(wait === null || wait.evidence.length > 0 || want === 'unknown');
  });

test('an uninterruptible sleep is owed its end, whatever it is for', async () => {
  const machine = told([{ pid: 100, state: 'D', syscall: read, wchan: 'something_new' }]);
  const thread = machine.process(100)?.thread(100);
  assert.ok(thread);
  assert.equal((await recognise(thread, machine))?.posture, 'owed');
});
