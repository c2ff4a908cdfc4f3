/** `why-stuck supervise CONFIG`: keeps named programs running. HUP reads the file again, USR1 restarts all, TERM ends. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { isoTime } from '../report/make/iso-time.ts';
import { safe } from '../report/safe.ts';
import { UsageError } from '../view/errors.ts';
import type { Outcome } from './index.ts';
import { print } from './print.ts';
import { reasonOf } from './reason.ts';
import { say } from './talk.ts';

export function superviseCommand(outcome: Outcome): Command {
  return new Command('supervise')
    .description('keeps named programs running, and prints each line they write under their name')
    .argument('<config>', 'JSON: { "programs": { "web": { "args": ["/srv/web"] } } }')
    .action(async (file: string) => {
      outcome.exitCode = await supervise(file);
    });
}

async function supervise(file: string): Promise<number> {
  const [{ monitor }, { realWorld }, { programsIn }] = await Promise.all([
    import('../supervise/monitor.ts'),
    import('../supervise/world.ts'),
    import('../supervise/programs.ts'),
  ]);
  const read = () => {
    const programs = programsIn(textOf(file));
    if (typeof programs === 'string') throw new UsageError(`${file}, ${programs}`);
    return programs;
  };
  const line = (name: string, stream: string, text: string): void =>
    void print(
      `${isoTime(Date.now())} [${safe(name)}] ${stream === 'stdout' ? '' : `${stream}: `}${safe(text)}\n`,
    );
  const watched = monitor(realWorld(line));
  let programs = read();
  for (const program of programs) watched.add(program);
  const readAgain = (): void => {
    try {
      const now = read();
      const same = (name: string): boolean =>
        JSON.stringify(now.find((one) => one.name === name)) ===
        JSON.stringify(programs.find((one) => one.name === name));
      for (const name of watched.names()) if (!same(name)) watched.remove(name);
      for (const one of now) if (!watched.names().includes(one.name)) watched.add(one);
      programs = now;
    } catch (error) {
      say(`${reasonOf(error)}; everything stays as it was`);
    }
  };
  process.on('SIGHUP', readAgain);
  process.on('SIGUSR1', () => watched.restartAll());
  const told = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });
  // nothing else may be left to do, and it is to wait all the same
  const alive = setInterval(() => undefined, 1 << 30);
  watched.start();
  await told;
  await watched.stop();
  clearInterval(alive);
  return 0;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${reasonOf(error)}`, { cause: error });
  }
}
