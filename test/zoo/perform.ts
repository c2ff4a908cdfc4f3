/** One scene from its making to its end: make it, let it stand, ask why-stuck, judge the answer, clear the stage. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { isReport, judge, type Judgement, type Report } from './judge.ts';
import type { Truth } from './scene.ts';
import type { Named } from './scenes.ts';
import { raise } from './stage.ts';
import { need, NotHere } from './tools.ts';

const command = fileURLToPath(new URL('../../../dist/why-stuck.cjs', import.meta.url));
const deadlineMs = 20_000;
/** Longer than the --stuck-after below, with which every scene is asked about. */
const standMs = 1300;

export type Outcome =
  | { readonly as: 'judged'; readonly judgement: Judgement; readonly truth: Truth; readonly report: Report }
  /** The command gave no report. */
  | { readonly as: 'failed'; readonly why: string }
  /** `isFault`: it should be possible here (in CI every tool that is a package of the system is installed). */
  | { readonly as: 'not-made'; readonly why: string; readonly isFault: boolean }
  | { readonly as: 'made' };

/** What went wrong in an outcome; empty when nothing did. */
export const complaintsOf = (outcome: Outcome): readonly string[] => {
  if (outcome.as === 'judged') return outcome.judgement.complaints;
  if (outcome.as === 'failed') return [outcome.why];
  return outcome.as === 'not-made' && outcome.isFault ? [`not made: ${outcome.why}`] : [];
};

interface Answer {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const ask = (truth: Truth): Promise<Answer> => {
  const whom =
    typeof truth.ask === 'string' ? [truth.ask] : truth.ask.flatMap((pid) => ['--pid', String(pid)]);
  const options = ['--json', '--sample', '300ms', '--stuck-after', '1s', ...(truth.options ?? [])];
  const child = spawn(process.execPath, [command, ...whom, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text));
  const watch = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => {
      clearTimeout(watch);
      resolve({ exitCode, ...texts });
    });
  });
};

/** At most `limit` at a time; the others wait in order. */
const turnstile = (limit: number) => {
  const queue: (() => void)[] = [];
  let inside = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (inside >= limit) await new Promise<void>((enter) => queue.push(enter));
    else inside++;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) inside--;
      else next();
    }
  };
};

/** Diagnoses take a core each; scenes only wait. */
const atTheDesk = turnstile(2);

const diagnose = async (sort: Named['sort'], truth: Truth): Promise<Outcome> => {
  const { exitCode, stdout, stderr } = await atTheDesk(() => ask(truth));
  try {
    const report: unknown = JSON.parse(stdout);
    if (!isReport(report)) throw new Error('what it printed is no report');
    return { as: 'judged', judgement: judge(sort, truth, report, exitCode), truth, report };
  } catch (error) {
    const why = `no report (exit ${exitCode}): ${stderr.trim().slice(0, 1500) || String(error)}`;
    return { as: 'failed', why };
  }
};

const make = async (scene: Named, stage: Parameters<Named['make']>[0]): Promise<Truth> => {
  if (scene.root === true && process.getuid?.() !== 0) throw new NotHere('only root can make it', false);
  for (const tool of scene.needs ?? []) need(tool);
  const stop = new AbortController();
  const late = pause(deadlineMs, undefined, { signal: stop.signal }).then(() => {
    throw new Error(`not made within ${deadlineMs / 1000} s`);
  });
  late.catch(() => undefined); // aborted: it was made in time
  return Promise.race([scene.make(stage), late]).finally(() => stop.abort());
};

/** Stages that stand now. Whoever breaks off a run shall find nothing left of it. */
const standing = new Set<() => Promise<unknown>>();
let isBrokenOff = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    isBrokenOff = true;
    void Promise.all([...standing].map((end) => end())).finally(() => process.exit(130));
  });

export const perform = async (scene: Named, makeOnly = false): Promise<Outcome> => {
  if (isBrokenOff) return { as: 'not-made', why: 'broken off', isFault: true };
  const { stage, remember, end } = raise(scene.name);
  standing.add(end);
  let outcome: Outcome;
  try {
    const truth = await make(scene, stage);
    remember();
    await pause(makeOnly ? 0 : standMs);
    outcome = makeOnly ? { as: 'made' } : await diagnose(scene.sort, truth);
  } catch (error) {
    const isMissing = error instanceof NotHere;
    const isFault = !isMissing || (error.isInstallable && process.env['CI'] !== undefined);
    outcome = { as: 'not-made', why: error instanceof Error ? error.message : String(error), isFault };
  }
  const wrong = await end();
  standing.delete(end);
  return wrong.length === 0 ? outcome : { as: 'failed', why: `not cleared: ${wrong.join('; ')}` };
};

/** Performs all, several at a time: nearly all of a scene's time is waiting. */
export const performAll = async (
  scenes: readonly Named[],
  each: (scene: Named) => Promise<void>,
): Promise<void> => {
  const enter = turnstile(6);
  await Promise.all(scenes.map((scene) => enter(() => each(scene))));
};
