/** Started by hand, by cron or by another program: stopped by signals, started by why-stuck as it was. */
import type { Asked, Origin } from './origin.ts';

export const plain = async ({ snapshot }: Asked): Promise<Origin | null> => ({
  via: 'plain',
  name: snapshot.stat.name,
  because: 'no service manager that can be asked claims it',
  pid: snapshot.stat.pid,
  stop: null,
  start: null,
  mainPid: null,
  refusal: null,
});
