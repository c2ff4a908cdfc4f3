/** Limits as arguments of prlimit(1): only those that differ; none above what why-stuck itself may have. */
import type { Limit } from './snapshot.ts';

const names: Readonly<Record<string, string>> = {
  'Max cpu time': 'cpu',
  'Max file size': 'fsize',
  'Max data size': 'data',
  'Max stack size': 'stack',
  'Max core file size': 'core',
  'Max resident set': 'rss',
  'Max processes': 'nproc',
  'Max open files': 'nofile',
  'Max locked memory': 'memlock',
  'Max address space': 'as',
  'Max file locks': 'locks',
  'Max pending signals': 'sigpending',
  'Max msgqueue size': 'msgqueue',
  'Max nice priority': 'nice',
  'Max realtime priority': 'rtprio',
  'Max realtime timeout': 'rttime',
};

const least = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.min(one, other);
const shown = (value: number | null): string => (value === null ? 'unlimited' : String(value));

/** Raising a hard limit needs CAP_SYS_RESOURCE, which root of a container often lacks: the own one is the most. */
export function limitFlags(
  wanted: ReadonlyMap<string, Limit>,
  own: ReadonlyMap<string, Limit>,
): { readonly flags: readonly string[]; readonly lost: readonly string[] } {
  const flags: string[] = [];
  const lost: string[] = [];
  for (const [name, limit] of wanted) {
    const mine = own.get(name);
    const flag = names[name];
    if (!mine || flag === undefined || (mine.soft === limit.soft && mine.hard === limit.hard)) continue;
    const hard = least(limit.hard, mine.hard);
    const soft = least(limit.soft, hard);
    if (hard !== limit.hard)
      lost.push(`its limit "${name}" ${shown(limit.hard)}: ${shown(hard)} is the most that can be given`);
    if (soft !== mine.soft || hard !== mine.hard) flags.push(`--${flag}=${shown(soft)}:${shown(hard)}`);
  }
  return { flags, lost };
}
