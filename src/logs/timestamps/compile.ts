/** From the table's notation to what the matcher walks: a list of operations, each a number or a set of bytes. */
import { once } from '../../machine/once.ts';
import { shapes } from './table.ts';

/** What one operation reads. Numbers, so that the matcher's switch is a jump. */
export const op = {
  literal: 1,
  oneOf: 2,
  year4: 3,
  year2: 4,
  month2: 5,
  monthName: 6,
  month12: 7,
  day2: 8,
  dayPadded: 9,
  dayName: 10,
  dayOfYear: 11,
  hour2: 12,
  hourPadded: 13,
  hour12: 14,
  half: 15,
  minute: 16,
  second: 17,
  minute12: 18,
  second12: 19,
  fraction: 20,
  millis: 21,
  zone: 22,
  zoneBehindBlank: 23,
  epoch: 24,
  tai64n: 25,
  bootSeconds: 26,
  hourFree: 27,
} as const;

/** One operation: `arg` is the byte of a literal, or how many figures an epoch has. */
export interface Step {
  readonly code: number;
  readonly arg: number;
  /** For `oneOf`: the bytes. */
  readonly set: readonly number[];
  /** As in the table. */
  readonly text: string;
}

export interface Format {
  readonly shape: string;
  readonly steps: readonly Step[];
  readonly has: {
    readonly date: boolean;
    readonly year: boolean;
    readonly zone: boolean;
    readonly fraction: boolean;
  };
  /** What its numbers mean without anything else: a moment, a date and time somewhere, or a time of day. */
  readonly kind: 'epoch' | 'boot' | 'civil' | 'no-year' | 'no-date';
  /** The fewest bytes it takes. */
  readonly shortest: number;
  /** Whether it can begin with this byte: tried before anything else. */
  readonly begins: Uint8Array;
}

const single: Readonly<
  Record<string, { readonly code: number; readonly arg?: number; readonly least: number }>
> = {
  Y: { code: op.year4, least: 4 },
  y: { code: op.year2, least: 2 },
  m: { code: op.month2, least: 2 },
  b: { code: op.monthName, least: 3 },
  o: { code: op.month12, least: 1 },
  d: { code: op.day2, least: 2 },
  e: { code: op.dayPadded, least: 1 },
  a: { code: op.dayName, least: 3 },
  j: { code: op.dayOfYear, least: 3 },
  H: { code: op.hour2, least: 2 },
  k: { code: op.hourPadded, least: 1 },
  I: { code: op.hour12, least: 1 },
  u: { code: op.hourFree, least: 1 },
  p: { code: op.half, least: 2 },
  M: { code: op.minute, least: 2 },
  S: { code: op.second, least: 2 },
  q: { code: op.minute12, least: 1 },
  w: { code: op.second12, least: 1 },
  f: { code: op.fraction, least: 0 },
  i: { code: op.millis, least: 1 },
  z: { code: op.zone, least: 0 },
  Z: { code: op.zoneBehindBlank, least: 2 },
  s: { code: op.epoch, arg: 10, least: 10 },
  Q: { code: op.epoch, arg: 13, least: 13 },
  U: { code: op.epoch, arg: 16, least: 16 },
  N: { code: op.epoch, arg: 19, least: 19 },
  '@': { code: op.tai64n, least: 25 },
  B: { code: op.bootSeconds, least: 5 },
};

function stepsOf(shape: string): readonly Step[] {
  const steps: Step[] = [];
  for (const [text, letter, set] of shape.matchAll(/%(.)|\[([^\]]+)\]|[^]/g)) {
    if (letter !== undefined) {
      const known = single[letter];
      if (!known) throw new RangeError(`no %${letter} in ${shape}`);
      steps.push({ code: known.code, arg: known.arg ?? 0, set: [], text });
    } else if (set !== undefined) {
      steps.push({ code: op.oneOf, arg: 0, set: [...Buffer.from(set)], text });
    } else {
      steps.push({ code: op.literal, arg: text.charCodeAt(0), set: [], text });
    }
  }
  return steps;
}

const leastOf = (step: Step): number =>
  step.text.startsWith('%') ? (single[step.text.slice(1)]?.least ?? 1) : 1;

const isFigure = (byte: number): boolean => byte >= 48 && byte <= 57;
const isLetter = (byte: number): boolean => (byte | 32) >= 97 && (byte | 32) <= 122;

function beginsOf(first: Step | undefined): Uint8Array {
  const begins = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte++) begins[byte] = first && canBegin(first, byte) ? 1 : 0;
  return begins;
}

function canBegin(step: Step, byte: number): boolean {
  switch (step.code) {
    case op.literal:
      return byte === step.arg;
    case op.oneOf:
      return step.set.includes(byte);
    case op.monthName:
    case op.dayName:
      return isLetter(byte);
    case op.dayPadded:
    case op.bootSeconds:
      return isFigure(byte) || byte === 32 || byte === 91;
    case op.tai64n:
      return byte === 64;
    default:
      return isFigure(byte);
  }
}

function kindOf(shape: string): Format['kind'] {
  if (/%[sQUN@]/.test(shape)) return 'epoch';
  if (shape.includes('%B')) return 'boot';
  if (!/%[dej]/.test(shape)) return 'no-date';
  return /%[Yy]/.test(shape) ? 'civil' : 'no-year';
}

export function formatOf(shape: string): Format {
  const steps = stepsOf(shape);
  const kind = kindOf(shape);
  return {
    shape,
    steps,
    kind,
    has: {
      date: kind !== 'no-date' && kind !== 'boot',
      year: kind === 'civil' || kind === 'epoch',
      zone: kind === 'epoch' || /%[zZ]/.test(shape),
      fraction: /%[fi]/.test(shape),
    },
    shortest: steps.reduce((sum, step) => sum + leastOf(step), 0),
    begins: beginsOf(steps[0]),
  };
}

/** Compiled when the first log is read: most commands read none. */
export const formats = once((): readonly Format[] => shapes.map(formatOf));
