/**
 * A service of System V: a script in /etc/init.d, which keeps the pid in a file. The file must hold this very pid, and
 * the script must name the file. Under systemd such a script is a unit (systemd.ts).
 */
import { valueOf } from '../../view/view.ts';
import { pidIn, type Asked, type Origin } from './origin.ts';

const scripts = '/etc/init.d';
const pidFiles = ['/run', '/var/run'] as const;

export async function service({ hands, machine, snapshot }: Asked): Promise<Origin | null> {
  const { pid, ppid } = snapshot.stat;
  const tool = hands.tool('service');
  if (tool === null || ppid !== 1 || hands.exists('/run/systemd/system')) return null;
  const named = (directory: string): readonly string[] => valueOf(machine.view.names(directory)) ?? [];
  const file = pidFiles
    .flatMap((directory) =>
      named(directory).flatMap((name) => {
        if (name.endsWith('.pid')) return [`${directory}/${name}`];
        return named(`${directory}/${name}`)
          .filter((one) => one.endsWith('.pid'))
          .map((one) => `${directory}/${name}/${one}`);
      }),
    )
    .find((path) => pidIn(hands.read(path) ?? '') === pid);
  if (file === undefined) return null;
  const base = file.slice(file.lastIndexOf('/') + 1);
  const name = named(scripts).find((one) => {
    const script = hands.read(`${scripts}/${one}`) ?? '';
    return script.includes(base) || (script.includes('.pid') && base === `${one}.pid`);
  });
  if (name === undefined) return null;
  return {
    via: 'service',
    name,
    because: `${file} holds its pid, and ${scripts}/${name} names that file`,
    pid,
    stop: [tool, name, 'stop'],
    start: [tool, name, 'start'],
    mainPid: async () => pidIn(hands.read(file) ?? ''),
    refusal: null,
  };
}
