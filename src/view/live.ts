/**
 * The live view: it reads the kernel, each thing once a look, and remembers all that it answered. Reading is
 * synchronous and plain (files.ts): a promise a file would cost more than the file. What may block the reader, and
 * every tool, runs in a child with a deadline (child.ts).
 */
import { readdirSync, readlinkSync } from 'node:fs';
import { readInChild, runTool } from './ask.ts';
import { untouched, type Attached, type Attaching } from './attached.ts';
import { takeClocks } from './clocks.ts';
import { timesOf } from './descriptor-times.ts';
import { unread, wholeText } from './files.ts';
import { procRootAt, type ProcRoot } from './proc-root.ts';
import { processMemory } from './process-memory.ts';
import { attachKey, memoryKey, runKey, writtenAttached, type Times } from './recording.ts';
import { found, missing, type Clocks, type Reading, type View } from './view.ts';

/** What one look answered, and what it is asking right now. */
export interface Remembered {
  readonly clocks: Clocks;
  readonly texts: Map<string, Reading<string>>;
  readonly links: Map<string, Reading<string>>;
  readonly names: Map<string, Reading<readonly string[]>>;
  readonly linked: Map<string, Reading<readonly string[]>>;
  readonly memory: Map<string, Reading<Uint8Array>>;
  readonly times: Map<string, Reading<Times>>;
  readonly runs: Map<string, Reading<string>>;
  readonly asking: Map<string, Promise<Reading<string>>>;
}

export interface LiveView extends View {
  /** Look by look; the last one is the present one. */
  readonly remembered: readonly Remembered[];
}

const toolDeadlineMs = 2000;
/** Readers that are started at once; the others come after them. */
const mostReaders = 256;

export function liveView({ procRoot = '/proc' }: { readonly procRoot?: string } = {}): LiveView {
  const root = procRootAt(procRoot);
  const memory = processMemory(root);
  let look = freshLook(root);
  const remembered = [look];

  const text = (path: string): Reading<string> => {
    const known = look.texts.get(path);
    if (known !== undefined) return known;
    const reading = answer(root, path, wholeText);
    look.texts.set(path, reading);
    return reading;
  };

  return {
    remembered,
    get clocks() {
      return look.clocks;
    },
    arch: root.kind === 'captured' ? archOf(text('/proc/sys/kernel/arch')) : process.arch,
    text,
    link(path) {
      const known = look.links.get(path);
      if (known !== undefined) return known;
      const reading = answer(root, path, target);
      look.links.set(path, reading);
      return reading;
    },
    names(path) {
      const known = look.names.get(path);
      if (known !== undefined) return known;
      const reading = answer(root, path, entries);
      look.names.set(path, reading);
      return reading;
    },
    linked(directory) {
      const known = look.linked.get(directory);
      if (known !== undefined) return known;
      const reading = answer(root, directory, links);
      look.linked.set(directory, reading);
      return reading;
    },
    memory(pid, address, length, anew) {
      const key = memoryKey(pid, address, length);
      const reading = (anew ? undefined : look.memory.get(key)) ?? memory.read(pid, address, length);
      look.memory.set(key, reading);
      return reading;
    },
    times(path) {
      const reading = look.times.get(path) ?? timesOf(root, path, text);
      look.times.set(path, reading);
      return reading;
    },
    async slow(paths) {
      const { texts, asking } = look;
      const open = [...new Set(paths)].filter((path) => !texts.has(path));
      for (let at = 0; at < open.length; at += mostReaders) {
        const some = open
          .slice(at, at + mostReaders)
          .map((path) => once(asking, texts, path, () => readInChild(root, path)));
        await Promise.all(some);
      }
    },
    run(tool, args, deadlineMs = toolDeadlineMs) {
      const key = runKey(tool, args);
      const known = look.runs.get(key);
      return known
        ? Promise.resolve(known)
        : once(look.asking, look.runs, key, () => runTool(root, tool, args, deadlineMs));
    },
    async attach(request) {
      const attached = await attach(root, request);
      look.runs.set(attachKey(request), found(writtenAttached(attached)));
      return attached;
    },
    async lookAgain(ms) {
      if (ms > 0 && root.kind !== 'captured') await new Promise((resolve) => setTimeout(resolve, ms));
      memory.close();
      look = freshLook(root);
      remembered.push(look);
    },
  };
}

/** What stands behind another /proc has other numbers here, or is no process at all. */
async function attach(root: ProcRoot, request: Attaching): Promise<Attached> {
  if (root.kind !== 'own') return untouched('refused', 'only processes of this /proc can be attached to');
  if (request.how === 'inspects') return (await import('./inspector.ts')).inspect(request);
  return (await import('./attach.ts')).attach(request);
}

const freshLook = (root: ProcRoot): Remembered => ({
  clocks: takeClocks(root),
  texts: new Map(),
  links: new Map(),
  names: new Map(),
  linked: new Map(),
  memory: new Map(),
  times: new Map(),
  runs: new Map(),
  asking: new Map(),
});

const target = (link: string): string => readlinkSync(link);
const entries = (directory: string): readonly string[] => readdirSync(directory);

function links(directory: string): readonly string[] {
  const pairs: string[] = [];
  for (const name of readdirSync(directory)) {
    try {
      pairs.push(name, readlinkSync(`${directory}/${name}`));
    } catch {
      // closed since it was listed, or no link
    }
  }
  return pairs;
}

/** `read` is no closure over the path: there are tens of thousands of them in a look. */
function answer<T>(root: ProcRoot, path: string, read: (file: string) => T): Reading<T> {
  const file = root.place(path);
  if (file === null) return missing('absent', `${path}: a captured tree does not hold it`);
  try {
    return found(read(file));
  } catch (error) {
    return unread(path, error);
  }
}

/** Who asks while the answer is on its way gets the same one. It belongs to the look in which it was asked for. */
function once(
  asking: Remembered['asking'],
  answered: Map<string, Reading<string>>,
  key: string,
  ask: () => Promise<Reading<string>>,
): Promise<Reading<string>> {
  const known = asking.get(key);
  if (known) return known;
  const asked = ask().then((reading) => {
    asking.delete(key);
    answered.set(key, reading);
    return reading;
  });
  asking.set(key, asked);
  return asked;
}

/** As Node names them; /proc/sys/kernel/arch is there since Linux 6.1. */
function archOf(reading: Reading<string>): string {
  const names: Readonly<Record<string, string>> = { x86_64: 'x64', aarch64: 'arm64', i686: 'ia32' };
  return names[reading.ok ? reading.value.trim() : ''] ?? process.arch;
}
