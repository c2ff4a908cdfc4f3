/**
 * /etc/passwd: the names of users, one a line (passwd(5)). Users of a directory service are not in it.
 *
 *   root:x:0:0:root:/root:/bin/bash
 */
import { valueOf, type View } from '../../view/view.ts';

const path = '/etc/passwd';

/** By uid; of several names of one uid the first, as getpwuid(3) has it. */
export function parsePasswd(text: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const line of text.split('\n')) {
    const [name = '', , uid = ''] = line.split(':');
    if (name !== '' && /^\d+$/.test(uid) && !names.has(Number(uid))) names.set(Number(uid), name);
  }
  return names;
}

/** Who has a uid on the machine of the view; read when it is first asked for. */
export function userNames(view: View): (uid: number) => string | null {
  let names: ReadonlyMap<number, string> | null = null;
  return (uid) => (names ??= parsePasswd(valueOf(view.text(path)) ?? '')).get(uid) ?? null;
}
