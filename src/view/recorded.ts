/**
 * The recorded view: it answers from a recording, and from nothing else. What the recording does not hold is
 * `unrecorded`. Looking again goes on to the next look without waiting, or stays at the last one.
 */
import { memoryIn } from './recorded-memory.ts';
import { untouched } from './attached.ts';
import {
  attachKey,
  reread,
  rereadAttached,
  runKey,
  type Look,
  type Recording,
  type Times,
  type Untold,
} from './recording.ts';
import { found, missing, type Reading, type View } from './view.ts';

export function recordedView(recording: Recording): View {
  const [first, ...later] = recording.looks;
  if (!first) throw new RangeError('a recording has one look at least');
  let look: Look = first;
  const memories = new Map<Look, ReturnType<typeof memoryIn>>();
  const memory = (): ReturnType<typeof memoryIn> => {
    const known = memories.get(look) ?? memoryIn(look.memory);
    memories.set(look, known);
    return known;
  };
  return {
    get clocks() {
      return look.clocks;
    },
    arch: recording.arch,
    text: (path) => answer(look.texts, path),
    link: (path) => linkIn(look, path),
    names: (path) => answer(look.names, path),
    linked: (directory) => linkedIn(look, directory),
    memory: (pid, address, length) => memory()(pid, address, length),
    times: (path) => answer(look.times, path),
    slow: () => Promise.resolve(),
    run: (tool, args) => Promise.resolve(answer(look.runs, runKey(tool, args))),
    attach(request) {
      const run = answer(look.runs, attachKey(request));
      const attached = run.ok ? rereadAttached(run.value) : null;
      return Promise.resolve(attached ?? untouched('failed', `${request.tool}: it is not in the recording`));
    },
    lookAgain() {
      look = later.shift() ?? look;
      return Promise.resolve();
    },
  };
}

/** One link may have been read alone, or with all others of its directory. */
function linkIn(look: Look, path: string): Reading<string> {
  const at = path.lastIndexOf('/');
  const all = Object.hasOwn(look.links, path) ? undefined : look.linked?.[path.slice(0, at)];
  if (!Array.isArray(all)) return answer(look.links, path);
  const index = all.findIndex((name, position) => position % 2 === 0 && name === path.slice(at + 1));
  return index < 0 ? missing('gone', `${path}: it is not there`) : found(String(all[index + 1]));
}

function linkedIn(look: Look, directory: string): Reading<readonly string[]> {
  if (look.linked && Object.hasOwn(look.linked, directory)) return answer(look.linked, directory);
  const names = answer(look.names, directory);
  if (!names.ok) return names;
  return found(
    names.value.flatMap((name) => {
      const link = answer(look.links, `${directory}/${name}`);
      return link.ok ? [name, link.value] : [];
    }),
  );
}

function answer<T extends string | readonly string[] | Times>(
  entries: Readonly<Record<string, T | Untold>>,
  key: string,
): Reading<T> {
  const entry = Object.hasOwn(entries, key) ? entries[key] : undefined;
  return entry === undefined ? missing('unrecorded', `${key} is not in the recording`) : reread(entry);
}
