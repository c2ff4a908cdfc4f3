/** A start by the owner's own command: with the bare environment of tools, or that of the old process (`--command`). */
import { givingBack } from './same.ts';
import type { Snapshot } from './snapshot.ts';
import type { StartPlan, Stdio } from './start-plan.ts';

const nowhere: Stdio = { to: 'null', lost: null };

export function ownedStart(command: readonly string[], patienceSeconds: number): StartPlan {
  return {
    file: command[0] ?? '',
    argv: command,
    chain: [],
    cwd: '/',
    umask: 0o022,
    ignored: [],
    stdio: [nowhere, nowhere, nowhere],
    environmentOf: null,
    cgroup: null,
    patienceSeconds,
  };
}

/** Another command line in the place of the old one: with its directory, its user and its files. */
export function commandedStart(
  plan: StartPlan,
  command: readonly string[],
  { environment }: Snapshot,
): StartPlan {
  return {
    ...plan,
    file: command[0] ?? '',
    argv: command,
    chain: givingBack(plan.chain),
    environmentOf: environment === 'seen' ? plan.environmentOf : null,
  };
}
