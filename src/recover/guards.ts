/** Whom recovery never touches, whatever is asked: the first process, the kernel's, itself, and whoever it runs under. */
import { isKernelThread, type Stat } from '../sources/proc/stat.ts';
import { ancestorsOf } from './tree.ts';

/** Why a tree must not be ended; null where nothing forbids it. */
export function guardAgainst(stats: readonly Stat[], tree: readonly Stat[], self: number): string | null {
  const above = new Set(ancestorsOf(stats, self));
  for (const stat of tree) {
    const who = `${stat.name} (${stat.pid})`;
    if (stat.pid <= 1) return `${who} is the first process; the machine would go down`;
    if (isKernelThread(stat)) return `${who} belongs to the kernel`;
    if (stat.pid === self) return `${who} is why-stuck itself`;
    if (above.has(stat.pid)) return `why-stuck runs under ${who}: it would end itself; run it from elsewhere`;
  }
  return null;
}

export function tooMany(count: number, max: number): string | null {
  return count > max
    ? `${count} programs would be restarted, --max allows ${max}; narrow the pattern, or say --max ${count}`
    : null;
}
