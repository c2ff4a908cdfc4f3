/** Who started it: the innermost owner that claims it comes first. */
import { command } from './command.ts';
import { container } from './container.ts';
import type { Asked, Origin, Recogniser, Via } from './origin.ts';
import { plain } from './plain.ts';
import { pm2 } from './pm2.ts';
import { service } from './service.ts';
import { supervisord } from './supervisord.ts';
import { systemd } from './systemd.ts';

const recognisers: Readonly<Record<Exclude<Via, 'command'>, Recogniser>> = {
  supervisord,
  pm2,
  container,
  systemd,
  service,
  plain,
};

export interface Ordered {
  readonly via: Via | null;
  readonly command: string | null;
}

/** null: it is not what `--via` says. */
export async function originOf(
  asked: Omit<Asked, 'isOrdered'>,
  { via, command: text }: Ordered,
): Promise<Origin | null> {
  if (text !== null) return command(text)({ ...asked, isOrdered: true });
  if (via !== null && via !== 'command') return recognisers[via]({ ...asked, isOrdered: true });
  for (const recognise of Object.values(recognisers)) {
    const origin = await recognise({ ...asked, isOrdered: false });
    if (origin !== null) return origin;
  }
  return null;
}
