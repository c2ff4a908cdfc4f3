/** The plan of one restart, from what was seen: plain data, and the lines that show it to a person before anything is done. */
import type { Stat } from '../sources/proc/stat.ts';
import type { Identity } from './hands.ts';
import type { Origin } from './origin/origin.ts';
import type { Settings } from './settings.ts';
import type { StartPlan } from './start-plan.ts';

/** What the diagnosis says of a target, in its words. */
export interface Why {
  readonly isStuck: boolean;
  readonly because: string;
  /** Who gets on when it ends. */
  readonly releases: readonly number[];
}

export interface Plan {
  readonly target: Identity;
  readonly name: string;
  /** Without secrets. */
  readonly line: string;
  readonly argv: readonly string[];
  readonly why: Why;
  readonly origin: Origin;
  /** The first one first. */
  readonly tree: readonly Stat[];
  readonly start: StartPlan;
  readonly refusals: readonly string[];
  readonly lost: readonly string[];
  /** Addresses on which it listens: `tcp 0.0.0.0:80`. */
  readonly listening: readonly string[];
  /** Children that it started when it began. */
  readonly standing: number;
  /** A living parent, which may start it again by itself. */
  readonly parent: Stat | null;
  /** What may be restarted by one at a time only. */
  readonly keys: readonly string[];
}

const seconds = (value: number): string => `${value} s`;

export function planLines(plan: Plan, settings: Settings): readonly string[] {
  const { origin, tree, listening, standing, parent } = plan;
  const members = tree.map(({ name, pid }) => `${name} (${pid})`).join(', ');
  const stop =
    origin.stop === null
      ? `SIGTERM, SIGCONT if stopped, ${seconds(settings.killAfter)}, SIGKILL`
      : `${shown(origin.stop)}; SIGKILL to what is left after ${seconds(settings.killAfter)}`;
  const checks = [
    `it lives longer than ${seconds(settings.threshold)}`,
    'none of the old ones is left, and it is there once',
    ...listening.map((address) => `it listens on ${address}`),
    ...(standing > 0 ? [`it has ${standing} ${standing === 1 ? 'child' : 'children'} again`] : []),
    'a second diagnosis does not find it stuck',
    ...(settings.expectLog ? [`${settings.expectLog.file} says "${settings.expectLog.text}"`] : []),
  ];
  return [
    `target    ${plan.line} (${plan.target.pid})`,
    `why       ${plan.why.because}`,
    `ends      ${members}`,
    `with      ${stop}`,
    ...(plan.why.releases.length > 0 ? [`releases  ${plan.why.releases.join(', ')}`] : []),
    ...(settings.settle > 0 ? [`then      waits ${seconds(settings.settle)}`] : []),
    `starts    ${startLine(plan)}`,
    `found by  ${origin.because}`,
    ...(parent
      ? [`parent    ${parent.name} (${parent.pid}) may start it again by itself: it is watched first`]
      : []),
    ...plan.lost.map((one) => `without   ${one}`),
    ...checks.map((one, at) => `${at === 0 ? 'success  ' : '         '} ${one}`),
    ...plan.refusals.map((one) => `REFUSED   ${one}`),
  ];
}

function startLine({ origin, line, start }: Plan): string {
  switch (origin.via) {
    case 'plain':
      return `${line}, in ${start.cwd}, with its own environment, user, limits and files`;
    case 'command':
      return `${origin.name}, in ${start.cwd}`;
    case 'systemd':
    case 'service':
    case 'supervisord':
    case 'pm2':
    case 'container':
      return `${shown(origin.start ?? [])} (${origin.via})`;
  }
}

const shown = (command: readonly string[]): string => command.join(' ');
