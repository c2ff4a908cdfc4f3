/**
 * The settings file: how each target is restarted, by what its command line is like and on which hosts. Every value is
 * written as the option of the same name; the first target that fits holds.
 *
 *   { "targets": [{ "match": "station-fetcher", "hosts": ["es*"], "settle": "3s", "limit": "3/1h" }] }
 */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { parseJson, type Json } from '../recover/json-lines.ts';
import { UsageError } from '../view/errors.ts';
import { reasonOf } from './reason.ts';
import { valueParsers, type RestartOptions } from './restart-options.ts';

export interface Entry {
  readonly match: string;
  readonly options: RestartOptions;
}

/** Those for this host. */
export function configFrom(file: string, host = hostname()): readonly Entry[] {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${reasonOf(error)}`, { cause: error });
  }
  const entries = entriesIn(text, host);
  if (typeof entries === 'string') throw new UsageError(`${file}, ${entries}`);
  return entries;
}

/** A string says what is wrong, and in which line. */
export function entriesIn(text: string, host: string): readonly Entry[] | string {
  const parsed = parseJson(text);
  if (typeof parsed === 'string') return parsed;
  const { value, lines } = parsed;
  const wrong = (path: string, what: string): string => `line ${lines.get(path) ?? 1}: ${what}`;
  const targets = isObject(value) ? value['targets'] : undefined;
  if (!isObject(value) || !Array.isArray(targets)) return wrong('', 'it must be { "targets": [ … ] }');
  const other = Object.keys(value).find((key) => key !== 'targets');
  if (other !== undefined) return wrong(`/${other}`, `"${other}" means nothing here`);
  const entries: Entry[] = [];
  for (const [at, target] of (targets as readonly Json[]).entries()) {
    const path = `/targets/${at}`;
    if (!isObject(target)) return wrong(path, 'a target is { "match": "…", … }');
    const { match, hosts = ['*'], ...settings } = target;
    if (typeof match !== 'string' || !isExpression(match))
      return wrong(`${path}/match`, '"match" must be a regular expression');
    if (!isTexts(hosts))
      return wrong(`${path}/hosts`, '"hosts" must be a list of host names; * stands for anything');
    const options: Record<string, unknown> = {};
    for (const [name, one] of Object.entries(settings)) {
      const parse = Object.hasOwn(valueParsers, name) ? valueParsers[name] : undefined;
      if (!parse)
        return wrong(
          `${path}/${name}`,
          `"${name}" is no setting; they are ${Object.keys(valueParsers).join(', ')}`,
        );
      if (typeof one !== 'string' && typeof one !== 'number')
        return wrong(`${path}/${name}`, `"${name}" is written as its option`);
      try {
        options[name] = parse(String(one));
      } catch (error) {
        return wrong(`${path}/${name}`, `"${name}": ${error instanceof Error ? error.message : ''}`);
      }
    }
    if (hosts.some((pattern) => isHost(pattern, host))) entries.push({ match, options });
  }
  return entries;
}

const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTexts = (value: Json): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

const isExpression = (text: string): boolean => {
  try {
    return text !== '' && new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
};

function isHost(pattern: string, host: string): boolean {
  const literal = pattern.split('*').map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`).test(host);
}
