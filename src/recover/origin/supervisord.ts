/**
 * Supervisor's programs have SUPERVISOR_PROCESS_NAME, SUPERVISOR_GROUP_NAME and SUPERVISOR_SERVER_URL in their
 * environment (supervisord.org, "Subprocess Environment"). Whatever they start inherits these, so supervisorctl must
 * confirm the process. Sample: `SUPERVISOR_SERVER_URL=unix:///run/supervisor.sock`.
 */
import { valueOf } from '../../view/view.ts';
import { ancestorsOf } from '../tree.ts';
import { variablesOf } from './environment.ts';
import { askMs, pidIn, type Asked, type Origin } from './origin.ts';

export async function supervisord({ hands, machine, stats, snapshot }: Asked): Promise<Origin | null> {
  const { pid } = snapshot.stat;
  const { view } = machine;
  const variables = variablesOf(view, pid, [
    'SUPERVISOR_PROCESS_NAME',
    'SUPERVISOR_GROUP_NAME',
    'SUPERVISOR_SERVER_URL',
  ]);
  const {
    SUPERVISOR_PROCESS_NAME: process,
    SUPERVISOR_GROUP_NAME: group,
    SUPERVISOR_SERVER_URL: url,
  } = variables;
  const tool = hands.tool('supervisorctl');
  if (process === undefined || tool === null) return null;
  const name = group === undefined || group === process ? process : `${group}:${process}`;
  const above = ancestorsOf(stats, pid);
  // its own configuration has the password, where one is needed
  const file = above
    .map((one) => configurationOf(valueOf(machine.process(one)?.argv ?? none) ?? []))
    .find(Boolean);
  const control = file ? [tool, '-c', file] : url === undefined ? [tool] : [tool, '-s', url];
  const mainPid = async (): Promise<number | null> =>
    pidIn((await hands.run([...control, 'pid', name], askMs)).stdout);
  const main = await mainPid();
  if (main === null || (main !== pid && !above.includes(main))) return null;
  return {
    via: 'supervisord',
    name,
    because: `supervisorctl names ${main} as its program ${name}`,
    pid: main,
    stop: [...control, 'stop', name],
    start: [...control, 'start', name],
    mainPid,
    refusal: null,
  };
}

const none = { ok: false, reason: 'gone', message: '' } as const;

function configurationOf(argv: readonly string[]): string | undefined {
  const at = argv.findIndex((word) => word === '-c' || word === '--configuration');
  const file = at < 0 ? undefined : argv[at + 1];
  return file?.startsWith('/') && argv.some((word) => word.includes('supervisord')) ? file : undefined;
}
