/** When it is restarted: because it is stuck, because memory is short, or outright. */
import type { Hands } from '../recover/hands.ts';
import { filledIn } from '../recover/memory.ts';
import { meminfoPath } from '../sources/proc/meminfo.ts';
import type { RestartOptions } from './restart-options.ts';

export interface Condition {
  /** Also what is not stuck. The words say why. */
  readonly all: string | null;
  readonly stuck: boolean;
  /** What is said of those that are left alone. */
  readonly otherwise: string;
}

const percent = (share: number): string => `${Math.round(share * 100)}%`;

export function conditionOf(hands: Pick<Hands, 'read'>, options: RestartOptions): Condition {
  if (options.force === true) return { all: '--force', stuck: true, otherwise: '' };
  const above = options.whenMemoryAbove;
  if (above === undefined) return { all: null, stuck: true, otherwise: 'it is not stuck' };
  const filled = filledIn(hands.read(meminfoPath) ?? '');
  const told = filled
    ? `${percent(filled.used)} of the memory is used, ${percent(1 - filled.unavailable)} is available`
    : '/proc/meminfo does not say how full the memory is';
  const isAbove = filled !== null && Math.max(filled.used, filled.unavailable) > above;
  return {
    all: isAbove ? `${told}; the limit is ${percent(above)}` : null,
    stuck: options.whenStuck === true,
    otherwise: `${told}, no more than ${percent(above)}`,
  };
}
