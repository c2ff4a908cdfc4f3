/** Whom a pid file names. A program writes it after it has begun: one that began later is another program. */
import { readFileSync, statSync } from 'node:fs';
import { machineOf } from '../machine/index.ts';
import { liveView } from '../view/live.ts';
import { reasonOf } from './reason.ts';

/** Clocks of files are as coarse as a tick of the kernel, and some are of another machine. */
const toleranceMs = 2000;

export interface FromPidFile {
  readonly pid: number | null;
  /** Why it names nobody. */
  readonly complaint: string | null;
}

export function pidFrom(file: string): FromPidFile {
  let text;
  let writtenMs;
  try {
    text = readFileSync(file, 'utf8').trim();
    writtenMs = statSync(file).mtimeMs;
  } catch (error) {
    return { pid: null, complaint: `${file}: ${reasonOf(error)}` };
  }
  if (!/^\d+$/.test(text)) return { pid: null, complaint: `${file} holds no pid` };
  const pid = Number(text);
  const machine = machineOf(liveView());
  const glance = machine.glance(pid);
  if (glance === null) return { pid: null, complaint: `${file} is stale: ${pid} does not run` };
  return machine.startedAtMs(glance.startTicks) > writtenMs + toleranceMs
    ? {
        pid: null,
        complaint: `${file} is stale: ${pid} is ${glance.name}, which began after the file was written`,
      }
    : { pid, complaint: null };
}
