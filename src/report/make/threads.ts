/** The threads of a process as the report has them. */
import type { Node } from '../../graph/graph.ts';
import type { Syscall } from '../../machine/machine.ts';
import type { ReportThread } from '../report.ts';
import { redacted, type ReportInput } from './input.ts';

export const threadOf = (
  input: Pick<ReportInput, 'redact' | 'stacks'>,
  { thread, wait }: Node,
): ReportThread => ({
  tid: thread.tid,
  name: thread.name,
  state: thread.state,
  syscall: thread.call.in === 'call' ? callOf(thread.call.call) : null,
  wchan: thread.wchan,
  kernelStack: thread.stack,
  userStack: input.stacks?.get(thread.tid)?.map((frame) => ({ ...frame })) ?? null,
  wait: wait && {
    kind: wait.kind,
    fd: wait.fd !== null && wait.fd >= 0 ? wait.fd : null,
    object: wait.object === '' ? null : redacted(input, wait.object),
    timeoutSeconds: wait.timeoutSeconds === null ? null : Math.max(0, wait.timeoutSeconds),
  },
});

const callOf = ({ number, name, args }: Syscall): NonNullable<ReportThread['syscall']> => ({
  number,
  name,
  args: args.map((arg) => `0x${arg.toString(16)}`),
});
