/**
 * /proc/sys/fs/lease-break-time: seconds after which the kernel takes a lease away from a holder that does not give
 * it back; 0 for never (proc_sys_fs(5)).
 *
 *   45
 */

export const leaseTimePath = '/proc/sys/fs/lease-break-time';

export const parseLeaseTime = (text: string): number | null =>
  /^\d+$/.test(text.trim()) ? Number(text) : null;
