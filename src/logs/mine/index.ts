/** Operations that began and never ended, in a stretch of a log, without being told what they look like. */
import { eventsOf } from './events.ts';
import { followsOf } from './follow.ts';
import { judge, type Judged, type When } from './judge.ts';
import { pairsOf, type Mined } from './pairs.ts';
import { templatesOf } from './templates.ts';
import type { Window } from './window.ts';

export interface Learnt {
  readonly mined: Mined;
  readonly judged: readonly Judged[];
}

export function learn(window: Window, when: When): Learnt {
  const templates = templatesOf(window.signatures);
  const events = eventsOf(window, templates);
  const mined: Mined = { window, templates, events, follow: followsOf(events) };
  return { mined, judged: judge(mined, pairsOf(mined), when) };
}
