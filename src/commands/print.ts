/** The only writer to stdout, and to the file that stands for it. What is not the answer goes to stderr (talk.ts). */
import { writeFile } from 'node:fs/promises';
import { UsageError } from '../view/errors.ts';
import { reasonOf } from './reason.ts';

/** Where the reader has gone away (`| head`), there is nobody to tell. */
const isReaderGone = (error: Error): boolean => 'code' in error && error.code === 'EPIPE';

export function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error | null): void => {
      process.stdout.off('error', settle);
      if (!error || isReaderGone(error)) resolve();
      else reject(new UsageError(`cannot write the answer: ${reasonOf(error)}`));
    };
    process.stdout.once('error', settle);
    process.stdout.write(text, settle);
  });
}

/** Into a file, or to stdout where none is named. */
export async function deliver(text: string, file: string | undefined): Promise<void> {
  if (file === undefined || file === '-') return print(text);
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${reasonOf(error)}; name another file with -o`, {
      cause: error,
    });
  }
}
