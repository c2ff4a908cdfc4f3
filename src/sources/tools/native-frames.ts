/** Native stacks reduced to what a person can use: every stack begins and ends in the C library, in the same way. */
import type { UserFrame } from '../python/index.ts';

/** The way into the kernel, and the way from the loader into the program. */
const plumbing =
  /^(?:_*futex_\w+|_*GI_+futex_\w+|_*(?:GI_+)?lll_\w+|_*clone3?|start_thread|__libc_start_\w+|_start|__syscall_cancel\w*|__internal_syscall_cancel)$/;

/** A stack of nothing else stays whole. */
export function reduced(frames: readonly UserFrame[]): readonly UserFrame[] {
  const left = frames.filter(({ function: name }) => name === null || !plumbing.test(name));
  return left.length > 0 ? left : frames;
}
