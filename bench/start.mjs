/** How long it takes to start: `why-stuck --version` against an empty program of the same Node. */
import { costOf, interleaved, median, tell, whyStuck } from './tools.mjs';

const pairs = 20;

export function benchStart({ measure }) {
  const { ours, empty } = interleaved(pairs, {
    ours: () => costOf(measure, [...whyStuck, '--version']).wallMs,
    empty: () => costOf(measure, [process.execPath, '-e', '0']).wallMs,
  });
  const ratio = median(ours.map((ms, pair) => ms / empty[pair]));
  const detail = `${median(ours).toFixed(1)} ms against ${median(empty).toFixed(1)} ms, median of ${pairs} pairs`;
  tell('why-stuck --version / node -e 0, wall', ratio, 1.3, detail);
}
