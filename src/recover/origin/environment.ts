/** Single variables of a process's environment, those that its owner put there; nothing else of it is kept. */
import { valueOf, type View } from '../../view/view.ts';

export function variablesOf<Name extends string>(
  view: View,
  pid: number,
  names: readonly Name[],
): Readonly<Partial<Record<Name, string>>> {
  const found: Partial<Record<Name, string>> = {};
  for (const line of (valueOf(view.text(`/proc/${pid}/environ`)) ?? '').split('\0')) {
    const name = names.find((one) => line.startsWith(`${one}=`));
    if (name !== undefined) found[name] = line.slice(name.length + 1);
  }
  return found;
}
