/**
 * The deeper looks, in the order in which they are taken: what stops the target the longest comes last. One file each,
 * one line here.
 */
import { euStack } from './eu-stack.ts';
import { gdb } from './gdb.ts';
import { isJava, jcmd } from './jcmd.ts';
import { isNode, node } from './node.ts';
import type { Probe, Target } from './probe.ts';
import { strace } from './strace.ts';

export type { Probe, RuntimeLock, Target } from './probe.ts';

/** What was asked for: --strace, --gdb, --stacks. */
export interface Wanted {
  /** How long strace is to watch; null: not at all. */
  readonly straceSeconds: number | null;
  readonly gdb: boolean;
  readonly stacks: boolean;
}

/** The probes that suit a target. Several in one place show the same: the first that is installed is run. */
export function probesFor(target: Target, wanted: Wanted): readonly (readonly Probe[])[] {
  const [java, script] = [isJava(target), isNode(target)];
  const isNative = !java && !script && !target.hasStack;
  return [
    ...(wanted.stacks && java ? [[jcmd]] : []),
    ...(wanted.stacks && script ? [[node]] : []),
    ...(wanted.straceSeconds === null ? [] : [[strace(wanted.straceSeconds)]]),
    ...(wanted.gdb ? [[gdb, euStack]] : wanted.stacks && isNative ? [[euStack, gdb]] : []),
  ];
}
