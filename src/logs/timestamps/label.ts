/** A format as strftime(3) would write it, with the separators that stand in the file: `%Y-%m-%d %H:%M:%S,%f`. */
import { op, type Format } from './compile.ts';

const written: Readonly<Record<string, string>> = {
  '%k': '%H',
  '%o': '%m',
  '%q': '%M',
  '%w': '%S',
  '%i': '%L',
  '%u': '%H',
  '%Q': '%s%L',
  '%U': '%s%f',
  '%N': '%s%N',
  '%@': '@TAI64N',
  '%B': '[seconds since boot]',
};

/** How a file writes it, from the bytes `start` to `end` of one of its lines. */
export function labelOf(
  format: Format,
  bytes: Uint8Array,
  start: number,
  end: number,
  hasFraction: boolean,
): string {
  const sample = Buffer.from(bytes.subarray(start, end)).toString('latin1');
  // Separators that could be several are read off the sample: what stands before the time of day.
  const chosen = /^\d{2,4}.\d\d.\d{2,4}([T _:@-])\d\d/.exec(sample)?.[1] ?? sample[0] ?? ' ';
  const fraction = hasFraction ? /\d([.,:])\d+(?:Z|[ +-].*)?$/.exec(sample)?.[1] : undefined;
  const zone =
    /(?:Z|[+-]\d\d(?::?\d\d)?)$/.test(sample) &&
    format.shape.includes('%z') &&
    /[:.]\d\d.*(?:Z|[+-]\d\d(?::?\d\d)?)$/.test(sample);
  return format.steps
    .map(({ code, text }) => {
      if (code === op.oneOf) return chosen;
      if (code === op.fraction) return fraction === undefined ? '' : `${fraction}%f`;
      if (code === op.zone) return zone ? '%z' : '';
      if (code === op.zoneBehindBlank) return ' %Z';
      return written[text] ?? text;
    })
    .join('');
}
