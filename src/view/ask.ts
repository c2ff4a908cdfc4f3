/**
 * What a child is asked for: a file whose reading may block the reader, or the output of a tool. Each answer comes by
 * its deadline, and a child that never ends is left behind (child.ts).
 */
import { mostOutput, runChild, type Ended } from './child.ts';
import { unread } from './files.ts';
import type { ProcRoot } from './proc-root.ts';
import { notInstalled, toolPath } from './tools.ts';
import { found, missing, type Reading } from './view.ts';

const slowDeadlineMs = 300;

export async function readInChild(root: ProcRoot, path: string): Promise<Reading<string>> {
  const file = root.place(path);
  if (file === null) return missing('absent', `${path}: a captured tree does not hold it`);
  const cat = toolPath('cat');
  if (cat === null) return missing('failed', `${path}: not read, ${notInstalled('cat')}`);
  const ended = await runChild(cat, ['--', file], slowDeadlineMs);
  if (ended.how === 'deadline') return missing('timeout', `${path} did not answer in ${slowDeadlineMs} ms`);
  if (ended.how === 'exit' && ended.code !== 0) return unread(path, spokenError(ended.stderr));
  return ended.how === 'exit' ? found(ended.stdout) : missing('failed', `${path}: ${whyNot(ended)}`);
}

export async function runTool(
  root: ProcRoot,
  tool: string,
  args: readonly string[],
  deadlineMs: number,
): Promise<Reading<string>> {
  if (root.kind === 'captured')
    return missing('absent', `${tool}: not asked, a captured tree is of another moment`);
  const file = toolPath(tool);
  if (file === null) return missing('absent', notInstalled(tool));
  const ended = await runChild(file, args.map(root.argument), deadlineMs);
  if (ended.how === 'deadline') return missing('timeout', `${tool} did not answer in ${deadlineMs} ms`);
  if (ended.how !== 'exit') return missing('failed', `${tool}: ${whyNot(ended)}`);
  if (ended.code === 0 || ended.stdout.trim() !== '') return found(ended.stdout);
  const complaint = ended.stderr.trim().split('\n').at(-1) ?? '';
  const reason = isDenial(complaint) ? 'denied' : 'failed';
  return missing(
    reason,
    `${tool}: ${complaint === '' ? `it ended with ${ended.code ?? 'a signal'}` : complaint}`,
  );
}

const whyNot = (ended: Exclude<Ended, { how: 'exit' | 'deadline' }>): string =>
  ended.how === 'too-much' ? `more than ${mostOutput / 1024 / 1024} MiB` : ended.message;

const isDenial = (complaint: string): boolean => /permission denied|not permitted/i.test(complaint);

/** What `cat` said, in the C locale, as the error that it got (strerror(3)). */
function spokenError(stderr: string): Error {
  const complaint = stderr.trim().split('\n').at(-1) ?? '';
  const code = isDenial(complaint)
    ? 'EACCES'
    : /no such process/i.test(complaint)
      ? 'ESRCH'
      : /no such file/i.test(complaint)
        ? 'ENOENT'
        : null;
  return code === null ? new Error(complaint) : Object.assign(new Error(complaint), { code });
}
