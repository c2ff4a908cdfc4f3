/**
 * The JavaScript stack of a Node process, by its inspector (view/inspector.ts): `Debugger.paused` of the Chrome DevTools
 * Protocol. SIGUSR1 opens it where Node's own handler is there; anywhere else that signal would end the process.
 *
 *   {"method":"Debugger.paused","params":{"callFrames":[{"functionName":"inner","location":{"lineNumber":0,…},"url":"file:///…"}]}}
 */
import type { UserFrame } from '../python/index.ts';
import { nothingRead, type Probe, type ProbeReading, type Target } from './probe.ts';

const sigusr1 = 1n << 9n;

export const node: Probe = {
  tool: 'node',
  effect:
    'opened its inspector on a port of the loopback (SIGUSR1), halted its JavaScript for its stack, and closed it again',
  how: 'inspects',
  deadlineSeconds: 6,
  args: () => [],
  parse: (text, { pid }) => readingOf(text, pid),
};

/** By the program that it runs, and Node's handler of the signal: what else is called so may not have it. */
export const isNode = ({ exe, caught }: Target): boolean =>
  caught !== null &&
  (caught & sigusr1) !== 0n &&
  /\/node(?:js)?$/.test(exe?.replace(/ \(deleted\)$/, '') ?? '');

function readingOf(text: string, pid: number): ProbeReading {
  const frames = framesIn(text);
  const [first] = frames;
  if (!first) return nothingRead('it ran no JavaScript');
  return {
    summary: `it runs ${first.function ?? 'JavaScript'}, ${frames.length} frames deep`,
    stacks: new Map([[pid, frames]]),
    locks: [],
  };
}

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};

/** The event, and in lines of their own the scripts that its frames are in. */
export function framesIn(text: string): readonly UserFrame[] {
  const [paused, ...scripts] = text.split('\n').map((line) => fieldsOf(parsed(line))['params']);
  const urls = new Map(scripts.map(fieldsOf).map(({ scriptId, url }) => [scriptId, url] as const));
  const { callFrames } = fieldsOf(paused);
  if (!Array.isArray(callFrames)) return [];
  return callFrames.map((frame: unknown): UserFrame => {
    const { functionName, url, location } = fieldsOf(frame);
    const { lineNumber, scriptId } = fieldsOf(location);
    const place = typeof url === 'string' && url !== '' ? url : urls.get(scriptId);
    return {
      language: 'javascript',
      function: typeof functionName === 'string' && functionName !== '' ? functionName : null,
      file: typeof place === 'string' && place !== '' ? fileOf(place) : null,
      line:
        typeof lineNumber === 'number' && Number.isInteger(lineNumber) && lineNumber >= 0
          ? lineNumber + 1
          : null,
    };
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function fileOf(url: string): string {
  if (!url.startsWith('file://')) return url;
  try {
    return decodeURIComponent(url.slice('file://'.length));
  } catch {
    return url;
  }
}
