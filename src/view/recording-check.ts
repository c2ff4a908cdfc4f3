/**
 * Whether something that came out of a file has the shape of a recording. It may come from anywhere: every entry is
 * looked at, so that nothing behind it need doubt.
 */
import type { Recording, Untold } from './recording.ts';
import type { Missing } from './view.ts';

type Fields = Readonly<Record<string, unknown>>;

const reasons = {
  gone: true,
  denied: true,
  absent: true,
  timeout: true,
  failed: true,
  unrecorded: true,
} satisfies Record<Missing, true>;

const isString = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => Number.isFinite(value);
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isUntold = (value: unknown): value is Untold =>
  isFields(value) &&
  isString(value['missing']) &&
  Object.hasOwn(reasons, value['missing']) &&
  isString(value['message']);

const areAll =
  (isOne: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every((one) => isOne(one));

const areEntries = (value: unknown, isOne: (entry: unknown) => boolean, key = /^/): boolean =>
  isFields(value) &&
  Object.entries(value).every(([name, entry]) => key.test(name) && (isUntold(entry) || isOne(entry)));

const isTimes = (value: unknown): boolean =>
  isFields(value) && isNumber(value['atimeMs']) && isNumber(value['mtimeMs']);

const isClocks = (value: unknown): boolean =>
  isFields(value) &&
  isNumber(value['wallMs']) &&
  isNumber(value['bootSeconds']) &&
  isNumber(value['monotonicSeconds']) &&
  (value['schedulerMs'] === null || isNumber(value['schedulerMs']));

/** `pid:0xaddress:length` */
const memoryKeys = /^\d+:0x[0-9a-f]+:\d+$/;

const isLook = (value: unknown): boolean =>
  isFields(value) &&
  isClocks(value['clocks']) &&
  areEntries(value['texts'], isString) &&
  areEntries(value['links'], isString) &&
  areEntries(value['names'], areAll(isString)) &&
  (value['linked'] === undefined || areEntries(value['linked'], areAll(isString))) &&
  areEntries(value['memory'], isString, memoryKeys) &&
  areEntries(value['times'], isTimes) &&
  areEntries(value['runs'], isString);

const isQuery = (value: unknown): boolean =>
  value === undefined ||
  (isFields(value) && areAll(isString)(value['patterns']) && areAll(isNumber)(value['pids']));

/** The head, format and version, is looked at before. */
export const isRecording = (value: unknown): value is Recording =>
  isFields(value) &&
  isString(value['toolVersion']) &&
  isString(value['madeAt']) &&
  isString(value['kernel']) &&
  isString(value['arch']) &&
  isQuery(value['query']) &&
  Array.isArray(value['looks']) &&
  value['looks'].length > 0 &&
  value['looks'].every(isLook);
