/** What the keeper tells, line by line: `pid 4711`, `exit 4711 code 1`, `failed cannot fork: …`. */
import type { Readable } from 'node:stream';
import type { KeeperWord } from './hands.ts';

const forms = /^(ready|pid|exit|failed) (\d+)? ?(.*)$/;

export function wordOf(line: string): KeeperWord {
  const [, what, pid, text = ''] = forms.exec(line) ?? [];
  if (what === 'exit') return { what, pid: Number(pid), status: text };
  return what === 'failed' || what === undefined
    ? { what: 'failed', message: text === '' ? line : text }
    : { what: 'pid', pid: Number(pid) };
}

export interface Ear {
  readonly take: (lines: readonly string[]) => void;
  readonly hear: (ms: number) => Promise<KeeperWord>;
}

export function earOf(told: Readable, pause: (ms: number, signal: AbortSignal) => Promise<void>): Ear {
  const words: KeeperWord[] = [];
  let wake = (): void => undefined;
  let rest = '';
  const take = (lines: readonly string[]): void => {
    words.push(...lines.map(wordOf));
    wake();
  };
  told.setEncoding('utf8');
  told.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    take(lines);
  });
  return {
    take,
    async hear(ms) {
      const timer = new AbortController();
      const woken = new Promise<void>((resolve) => (wake = resolve));
      const slept = pause(ms, timer.signal).catch(() => undefined);
      if (words.length === 0) await Promise.race([woken, slept]);
      timer.abort();
      return words.shift() ?? { what: 'silent' };
    },
  };
}
