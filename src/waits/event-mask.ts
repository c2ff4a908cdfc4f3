/** The event bits of poll and epoll, which share their values (poll(2), epoll_ctl(2)). */
import type { Direction } from './descriptor-wait.ts';

const names: readonly (readonly [bit: number, name: string])[] = [
  [0x1, 'in'],
  [0x2, 'pri'],
  [0x4, 'out'],
  [0x2000, 'rdhup'],
];

const edgeTriggered = 0x8000_0000;

/** `in|out`; a mask without any of them is told of errors and hang-ups only: `hup`. */
export const eventNames = (mask: number): string =>
  names.flatMap(([bit, name]) => ((mask & bit) === 0 ? [] : [name])).join('|') || 'hup';

/**
 * Who asks for room sleeps only while there is none, so room decides; except edge-triggered, where room that has
 * long been there wakes nobody.
 */
export function directionOf(mask: number): Direction {
  const wantsRoom = (mask & 0x4) !== 0;
  const wantsData = (mask & 0x2003) !== 0;
  return wantsRoom && !(wantsData && (mask & edgeTriggered) !== 0) ? 'out' : 'in';
}
