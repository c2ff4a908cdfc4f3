/**
 * The recorded view: it answers from a recording, and from nothing else. What the recording does not hold is
 * `unrecorded`. Looking again goes on to the next look without waiting, or stays at the last one.
 */
import { memoryIn } from './recorded-memory.ts';
import { reread, runKey, type Look, type Recording, type Times, type Untold } from './recording.ts';
import { missing, type Reading, type View } from './view.ts';

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
    link: (path) => answer(look.links, path),
    names: (path) => answer(look.names, path),
    memory: (pid, address, length) => memory()(pid, address, length),
    times: (path) => answer(look.times, path),
    slow: () => Promise.resolve(),
    run: (tool, args) => Promise.resolve(answer(look.runs, runKey(tool, args))),
    lookAgain() {
      look = later.shift() ?? look;
      return Promise.resolve();
    },
  };
}

function answer<T extends string | readonly string[] | Times>(
  entries: Readonly<Record<string, T | Untold>>,
  key: string,
): Reading<T> {
  const entry = Object.hasOwn(entries, key) ? entries[key] : undefined;
  return entry === undefined ? missing('unrecorded', `${key} is not in the recording`) : reread(entry);
}
