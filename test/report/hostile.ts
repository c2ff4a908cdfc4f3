/** A report in which everything that a process could choose is meant to do harm, or is merely far too long. */
import type { Report } from '../../src/report/report.ts';
import { child, task } from '../graph/graphs.ts';
import { told } from './judged.ts';

const escape = '\u001b]0;owned\u0007\u001b[31m';

export const nasty: readonly string[] = [
  `${escape}red`,
  'two\nlines\r\nand a\ttab',
  ') R 1 (',
  '\u202egpj.exe',
  '\u009b2J\u0085next',
  'x'.repeat(131_072),
  '進程'.repeat(40),
  '👩‍👩‍👧'.repeat(20),
  'e\u0301'.repeat(100),
  'half \ud800 a pair',
  '\ufffd\ufffd',
  '\u2028\u2029\ufeff\u200b',
  '',
];

/** Each of them as name, argument, object, evidence, log line, finding and warning. */
export function hostileReport(): Report {
  const report = told([
    { pid: 1, name: nasty[0] ?? '', kind: 'child-exit', posture: 'open', enders: [child(2)], argv: nasty },
    ...nasty.flatMap((text, index) => [
      {
        pid: 2 + 2 * index,
        ppid: 1 + 2 * index,
        name: text,
        kind: 'file-lock' as const,
        object: text,
        because: text,
        argv: nasty,
        evidence: [{ source: text, text }],
        enders: [task(3 + 2 * index, text)],
      },
      {
        pid: 3 + 2 * index,
        ppid: 2 + 2 * index,
        name: text,
        kind: 'stopped' as const,
        state: 'T',
        because: text,
        facts: [text],
      },
    ]),
  ]);
  return {
    ...report,
    query: { patterns: [...nasty], pids: [1] },
    findings: nasty.map((summary) => ({ kind: 'replaced-executable', pids: [1], summary })),
    warnings: nasty.map((message, index) => ({ code: `code ${index}`, pid: null, message })),
    logs: nasty.map((text) => ({
      path: `/var/log/${text}`,
      pids: [1],
      format: text,
      lastAt: null,
      silentFor: 5,
      aroundStart: [{ line: 1, at: null, text }],
      unfinished: [{ key: text, line: 2, beganAt: null, text, pid: 1 }],
    })),
    processes: report.processes.map((process) => ({
      ...process,
      exe: process.name,
      cwd: process.name,
      threads: process.threads.map((thread) => ({
        ...thread,
        name: process.name,
        wchan: process.name,
        userStack: [{ language: 'python', function: process.name, file: process.name, line: 3 }],
      })),
    })),
  };
}
