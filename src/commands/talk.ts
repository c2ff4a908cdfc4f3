/** What is said beside the answer: on stderr, one line each. */
import { safe } from '../report/safe.ts';

const slowAfterMs = 1000;

/** Nobody listens any more: that is no reason to fail. */
const ignore = (): void => undefined;

function write(text: string): void {
  if (process.stderr.listenerCount('error') === 0) process.stderr.on('error', ignore);
  process.stderr.write(text);
}

export const say = (line: string): void => write(`why-stuck: ${safe(line)}\n`);

/** A person who waits for more than a second is told so, on a terminal, in a line that goes away again. */
export async function whileTelling<T>(what: string, work: Promise<T>): Promise<T> {
  if (!process.stderr.isTTY) return work;
  const beganMs = performance.now();
  let told = '';
  const tell = setInterval(() => {
    told = `${what}: ${Math.floor((performance.now() - beganMs) / 1000)} s`;
    write(`\r${told}`);
  }, slowAfterMs);
  try {
    return await work;
  } finally {
    clearInterval(tell);
    if (told !== '') write(`\r${' '.repeat(told.length)}\r`);
  }
}

/** Asks on the terminal; null where there is none. */
export async function ask(question: string): Promise<string | null> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return null;
  const { createInterface } = await import('node:readline/promises');
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await asking.question(question);
  } finally {
    asking.close();
  }
}
