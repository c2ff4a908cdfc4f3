/**
 * Command lines without their secrets, for reports and recordings: passwords, tokens and keys become `***`, and
 * everything else stays as it is. Doing it twice is as doing it once, so a report made from a recording is the same.
 *
 *   mysql -u app -psecret --host=db shop   →   mysql -u app -p*** --host=db shop
 */
import { mask, redactText } from './redact-text.ts';
import { isSecret } from './secret-names.ts';

export { redactText };

/** Single letters mean a password with some programs only, told by the name of the program. */
interface Habit {
  readonly programs: RegExp;
  /** Letters with the secret glued to them. */
  readonly glued?: RegExp;
  /** Options whose next argument is the secret. */
  readonly next?: RegExp;
  /** Options whose next argument is `user:secret`. */
  readonly userAndSecret?: RegExp;
}

const habits: readonly Habit[] = [
  { programs: /^(?:mysql|mariadb)[\w-]*$/, glued: /^-p(?=.)/ },
  { programs: /^sshpass$/, glued: /^-p(?=.)/, next: /^-p$/ },
  { programs: /^mongo(?:sh|dump|restore|export|import|stat|top|files)?$/, next: /^-p$/ },
  { programs: /^redis-cli$/, next: /^-a$/ },
  {
    programs: /^ldap(?:search|modify|add|delete|passwd|whoami|compare|modrdn)$/,
    glued: /^-w(?=.)/,
    next: /^-w$/,
  },
  { programs: /^(?:curl|http|https)$/, userAndSecret: /^(?:-u|-a|-U|--user|--proxy-user|--auth)$/ },
  { programs: /^(?:smbclient|rpcclient|smbget|net)$/, userAndSecret: /^(?:-U|--user)$/ },
  { programs: /^(?:sqlcmd|bcp|isql|tsql|mosquitto_(?:pub|sub)|ipmitool)$/, glued: /^-P(?=.)/, next: /^-P$/ },
  { programs: /^(?:zip|unzip)$/, next: /^-P$/ },
  { programs: /^7z[ar]?$/, glued: /^-p(?=.)/ },
  { programs: /^[xws]*l?freerdp\d?$/, glued: /^\/p:(?=.)/ },
];

/** Programs that run the one that is named behind them. */
const wrappers =
  /^(?:sudo|doas|env|nice|ionice|nohup|setsid|timeout|stdbuf|chrt|taskset|chroot|gosu|time|strace|ltrace|watch|xargs|flock)$/;

export function redactArgv(argv: readonly string[]): readonly string[] {
  const from = programAt(argv);
  const habit = habits.find(({ programs }) => programs.test(baseName(argv[from] ?? '')));
  return argv.map((argument, at) => {
    if (argument === '') return argument;
    const before = argv[at - 1] ?? '';
    // `-psecret` is an option with its value, not one that `secret` would name
    if (at > from + 1 && habit?.glued?.test(before)) return redactArgument('', argument);
    return (at > from && habit ? byHabit(habit, before, argument) : null) ?? redactArgument(before, argument);
  });
}

/** As /proc/PID/cmdline has it: each argument ended by NUL. */
export const redactCmdline = (text: string): string => redactArgv(text.split('\0')).join('\0');

function programAt(argv: readonly string[]): number {
  if (!wrappers.test(baseName(argv[0] ?? ''))) return 0;
  const at = argv.findIndex((argument) => habits.some(({ programs }) => programs.test(baseName(argument))));
  return Math.max(at, 0);
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function byHabit({ glued, next, userAndSecret }: Habit, before: string, argument: string): string | null {
  const letter = glued?.exec(argument)?.[0];
  if (letter !== undefined) return letter + mask;
  if (next?.test(before)) return mask;
  // the secret may hold anything, the user neither of these
  return userAndSecret?.test(before) ? argument.replace(/^([^:%]*[:%])[^]+/, `$1${mask}`) : null;
}

const optionName = /^--?[A-Za-z][\w.-]*$/;
const nameAndValue = /^(-{0,2}[A-Za-z_][\w.-]*=)([^]+)$/;
/** Not an option that follows a switch: `--password --host db` asks at the terminal. */
const isOption = (argument: string): boolean => /^--?[A-Za-z]/.test(argument);
/** One of several: `password=x,uid=0`, `password=x host=db`. */
const isList = (value: string): boolean => /[;,&\s][\w.-]+=/.test(value);

function redactArgument(before: string, argument: string): string {
  if (optionName.test(before) && !isOption(argument) && isSecret(before, argument)) return mask;
  const [, name = '', value = ''] = nameAndValue.exec(argument) ?? [];
  if (name !== '' && !isList(value) && isSecret(name, value)) return name + mask;
  return redactText(argument);
}
