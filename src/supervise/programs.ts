/**
 * The programs of a monitor, as JSON; a string is what is wrong, with its line.
 *
 *   { "programs": { "web": { "args": ["/srv/web", "-p", "80"], "uid": 33, "gid": 33, "env": { "TZ": "UTC" }, "cwd": "/srv" } } }
 */
import { parseJson, type Json } from '../recover/json-lines.ts';
import type { Program } from './monitor.ts';

export function programsIn(text: string): readonly Program[] | string {
  const parsed = parseJson(text);
  if (typeof parsed === 'string') return parsed;
  const { value, lines } = parsed;
  const wrong = (path: string, what: string): string => `line ${lines.get(path) ?? 1}: ${what}`;
  const programs = isObject(value) ? value['programs'] : undefined;
  if (!isObject(programs)) return wrong('', 'it must be { "programs": { "NAME": { "args": […] } } }');
  const found: Program[] = [];
  for (const [name, one] of Object.entries(programs)) {
    const path = `/programs/${name}`;
    if (!isObject(one)) return wrong(path, 'a program is { "args": […], … }');
    const { args, uid = null, gid = null, env = null, cwd = null, ...others } = one;
    const [other] = Object.keys(others);
    if (other !== undefined) return wrong(`${path}/${other}`, `"${other}" means nothing here`);
    if (!isTexts(args) || args.length === 0) return wrong(`${path}/args`, '"args" must be a list of texts');
    if (!isId(uid)) return wrong(`${path}/uid`, '"uid" must be a number');
    if (!isId(gid)) return wrong(`${path}/gid`, '"gid" must be a number');
    if (env !== null && !isTextMap(env)) return wrong(`${path}/env`, '"env" must be { "NAME": "text" }');
    if (cwd !== null && typeof cwd !== 'string') return wrong(`${path}/cwd`, '"cwd" must be a directory');
    found.push({ name, args, uid, gid, env, cwd });
  }
  return found;
}

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTexts = (value: Json | undefined): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');
const isId = (value: Json): value is number | null =>
  value === null || (typeof value === 'number' && Number.isInteger(value) && value >= 0);
const isTextMap = (value: Json): value is { readonly [key: string]: string } =>
  isObject(value) && Object.values(value).every((one) => typeof one === 'string');
