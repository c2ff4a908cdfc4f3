/**
 * A line as it is quoted: decoded, cut, and without what looks like a secret. What stands in it stays hostile text:
 * whoever prints it makes it safe.
 */

import { redactText } from '../view/redact.ts';

const longestQuoted = 300;

export function quoted(bytes: Buffer, from: number, to: number, redacts: boolean): string {
  const text = bytes
    .toString('utf8', from, Math.min(to, from + 4 * longestQuoted))
    .replace(/\p{Cc}\[[\d;]*[A-Za-z]/gu, '');
  const kept = redacts ? redactText(text) : text;
  return kept.length > longestQuoted ? `${kept.slice(0, longestQuoted - 1)}…` : kept.trimEnd();
}
