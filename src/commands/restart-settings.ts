/** What holds for one target: the defaults, over them the settings file, over that the options that were given. */
import { homedir } from 'node:os';
import type { Places } from '../recover/restart.ts';
import { defaults, type Settings } from '../recover/settings.ts';
import type { Entry } from './restart-config.ts';
import type { RestartOptions } from './restart-options.ts';

/** What was given on the command line holds over what the file says of a target with this command line. */
export function optionsFor<Given extends RestartOptions>(
  options: Given,
  entries: readonly Entry[],
  line: string,
): Given {
  const entry = entries.find(({ match }) => new RegExp(match).test(line));
  return { ...entry?.options, ...options };
}

export function settingsOf(options: RestartOptions): Settings {
  return {
    via: options.via ?? defaults.via,
    command: options.command ?? defaults.command,
    killAfter: options.killAfter ?? defaults.killAfter,
    settle: options.settle ?? defaults.settle,
    threshold: options.threshold ?? defaults.threshold,
    expectLog: options.expectLog ?? defaults.expectLog,
    expectWithin: options.expectWithin ?? defaults.expectWithin,
    tries: options.tries ?? defaults.tries,
    maxDelay: options.maxDelay ?? defaults.maxDelay,
    limit: options.limit ?? defaults.limit,
    pidFile: options.pidFile ?? defaults.pidFile,
  };
}

/** Cron gives no HOME: the user database has it. */
export function placesOf(options: RestartOptions): Places {
  const isRoot = process.geteuid?.() === 0;
  const home = process.env['XDG_STATE_HOME'] ?? `${homedir()}/.local/state`;
  const state = options.stateDir ?? (isRoot ? '/var/lib/why-stuck' : `${home}/why-stuck`);
  const uid = process.geteuid?.() ?? 0;
  return {
    state,
    audit: options.audit ?? `${state}/audit.jsonl`,
    // gone with the machine's start, as what they lock
    locks:
      options.stateDir !== undefined ? `${state}/locks` : isRoot ? '/run/why-stuck' : `/tmp/why-stuck-${uid}`,
  };
}
