/** JSON (RFC 8259) with the line of every value, so that a wrong setting can be told by its line. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface Located {
  readonly value: Json;
  /** By its path, the keys joined by `/`; the whole is ''. */
  readonly lines: ReadonlyMap<string, number>;
}

const token = /\s*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|(true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?))/y;

function scalar(word: string): Json {
  const value: unknown = JSON.parse(word);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function textIn(word: string): string {
  const value = scalar(word);
  return typeof value === 'string' ? value : '';
}

/** A string is what is wrong with it: `line 3: …`. */
export function parseJson(text: string): Located | string {
  const lines = new Map<string, number>();
  let at = 0;
  let line = 1;
  let found: readonly (string | undefined)[] = [];
  const next = (): string => {
    token.lastIndex = at;
    const match = token.exec(text);
    if (match === null)
      throw new Error(text.slice(at).trim() === '' ? 'it ends too early' : 'this is no JSON');
    line += match[0].split('\n').length - 1;
    at = token.lastIndex;
    found = match;
    return match[1] ?? match[2] ?? match[3] ?? '';
  };
  const value = (path: string, first: string): Json => {
    lines.set(path, line);
    if (first === '{') return members(path);
    if (first === '[') return items(path);
    if (found[1] !== undefined) throw new Error(`a value is missing before "${first}"`);
    return scalar(first);
  };
  const members = (path: string): Json => {
    const object: Record<string, Json> = {};
    for (let word = next(); word !== '}';) {
      if (found[2] === undefined) throw new Error(`a name in quotes belongs before "${word}"`);
      const key = textIn(word);
      if (Object.hasOwn(object, key)) throw new Error(`"${key}" stands here twice`);
      if (next() !== ':') throw new Error(`a colon is missing behind "${key}"`);
      object[key] = value(`${path}/${key}`, next());
      word = next();
      if (word !== ',' && word !== '}') throw new Error('a comma is missing before this');
      if (word === ',' && (word = next()) === '}') throw new Error('a comma too much stands before this');
    }
    return object;
  };
  const items = (path: string): Json => {
    const list: Json[] = [];
    for (let word = next(); word !== ']';) {
      list.push(value(`${path}/${list.length}`, word));
      word = next();
      if (word !== ',' && word !== ']') throw new Error('a comma is missing before this');
      if (word === ',' && (word = next()) === ']') throw new Error('a comma too much stands before this');
    }
    return list;
  };
  try {
    const whole = value('', next());
    if (text.slice(at).trim() !== '') throw new Error('something stands behind the end');
    return { value: whole, lines };
  } catch (error) {
    return `line ${line}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
