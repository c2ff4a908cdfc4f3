/** The report as JSON (schema/report.v1.schema.json). Bytes of a process that are no text do not make it invalid. */
import { safeInJson } from './safe.ts';
import type { Report } from './report.ts';

/** Half a surrogate pair is no character: strict readers refuse it even where it is written as an escape. */
const whole = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replace(/\p{Cs}/gu, '\ufffd') : value;

export const render = (report: Report): string => `${safeInJson(JSON.stringify(report, whole, 2))}\n`;
