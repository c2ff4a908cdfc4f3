/** `--command '…'`: the owner says how it is started; it is stopped by signals. */
import type { Asked, Origin } from './origin.ts';

export const command =
  (text: string) =>
  async ({ snapshot }: Asked): Promise<Origin | null> => ({
    via: 'command',
    name: text,
    because: '--command says so',
    pid: snapshot.stat.pid,
    stop: null,
    start: ['/bin/sh', '-c', text],
    mainPid: null,
    refusal: null,
  });
