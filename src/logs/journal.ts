/**
 * What a process told the journal (journalctl(1)): where its stdout or stderr is a socket, somebody else keeps what it
 * says. By unit where its control group tells one, else by pid.
 *
 *   2017-12-18T03:29:47.230918+0900 es04 fetcher[812]: start
 */
import type { Machine } from '../machine/machine.ts';
import type { LogFile } from './reader.ts';
import { inMemory } from './unpack.ts';

const deadlineMs = 1500;
const lines = '5000';

const unitOf = (machine: Machine, pid: number): string | null => {
  const path =
    machine.process(pid)?.cgroups.get('') ?? machine.process(pid)?.cgroups.get('name=systemd') ?? '';
  return /\/([^/]+\.service)(?:\/|$)/.exec(path)?.[1] ?? null;
};

const speaksThroughSocket = (machine: Machine, pid: number): boolean =>
  [1, 2].some((fd) => machine.descriptor(pid, fd)?.target.startsWith('socket:') === true);

/** What is asked of the journal for these processes, and for whom: a unit once. */
export function journalsOf(
  machine: Machine,
  pids: readonly number[],
): readonly { readonly match: string; readonly pids: readonly number[] }[] {
  const matches = new Map<string, number[]>();
  for (const pid of pids) {
    if (!speaksThroughSocket(machine, pid)) continue;
    const unit = unitOf(machine, pid);
    const match = unit === null ? `_PID=${pid}` : `_SYSTEMD_UNIT=${unit}`;
    matches.set(match, [...(matches.get(match) ?? []), pid]);
  }
  return [...matches].map(([match, of]) => ({ match, pids: of }));
}

/** The last lines of it as a text in memory; null where there is no journal, or nothing in it. */
export async function journalText(machine: Machine, match: string, nowMs: number): Promise<LogFile | null> {
  const args = ['--no-pager', '--quiet', '--output=short-iso-precise', `--lines=${lines}`, match];
  const reading = await machine.view.run('journalctl', args, deadlineMs);
  const text = reading.ok ? reading.value.replace(/^-- .*\n/gm, '') : '';
  return text.trim() === '' ? null : inMemory(`journal, ${match}`, Buffer.from(text), nowMs);
}
