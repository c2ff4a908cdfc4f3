/** The findings that need no logs; those about who writes which log stand beside the log reader. */
import type { Graph } from '../../graph/graph.ts';
import type { Machine, Process } from '../../machine/machine.ts';
import { duplicateChildren } from './duplicate-children.ts';
import { fdLimitNear } from './fd-limit-near.ts';
import type { Finding, FindingRule } from './finding.ts';
import { memoryPressure } from './memory-pressure.ts';
import { nameMismatch } from './name-mismatch.ts';
import { orphanedWorker } from './orphaned-worker.ts';
import { replacedExecutable } from './replaced-executable.ts';
import { stalePidfile } from './stale-pidfile.ts';
import { unreapedChildren } from './unreaped-children.ts';

export type { Finding } from './finding.ts';

const rules: readonly FindingRule[] = [
  duplicateChildren,
  orphanedWorker,
  unreapedChildren,
  replacedExecutable,
  nameMismatch,
  stalePidfile,
  fdLimitNear,
  memoryPressure,
];

export function findingsOf(machine: Machine, graph: Pick<Graph, 'members'>): readonly Finding[] {
  const subjects = [...graph.members.values()].flatMap(([node]) => (node ? [node.process] : []));
  const live = subjects.filter((process) => !process.isKernel && isLive(process));
  return rules.flatMap((rule) => rule(machine, live));
}

const isLive = ({ state }: Process): boolean => state !== 'Z' && state !== 'X';
