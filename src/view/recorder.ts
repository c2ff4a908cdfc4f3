/**
 * A live view's memory as a recording, and a recording's file read again. Everything stands as it was answered, so
 * that the same diagnosis comes out of it; but secrets in command lines and in what tools said are hidden, and no
 * environment is ever written.
 */
import { UsageError } from './errors.ts';
import type { LiveView, Remembered } from './live.ts';
import {
  recordingFormat,
  recordingVersion,
  told,
  type Look,
  type Recording,
  type Untold,
} from './recording.ts';
import { redactCmdline, redactText } from './redact.ts';
import { isRecording } from './recording-check.ts';
import { found, valueOf, type Reading } from './view.ts';

export interface RecordingAbout {
  /** Of why-stuck. */
  readonly toolVersion: string;
  readonly query?: NonNullable<Recording['query']>;
  /** --no-redact leaves secrets as they are. */
  readonly secrets?: 'hidden' | 'shown';
}

export function recordingOf(
  view: Pick<LiveView, 'remembered' | 'arch' | 'text'>,
  about: RecordingAbout,
): Recording {
  const { toolVersion, query, secrets = 'hidden' } = about;
  const kernel = valueOf(view.text('/proc/sys/kernel/osrelease'))?.trim() ?? 'unknown';
  const [first] = view.remembered;
  return {
    format: recordingFormat,
    version: recordingVersion,
    toolVersion,
    madeAt: new Date(first?.clocks.wallMs ?? 0).toISOString(),
    kernel,
    arch: view.arch,
    ...(query ? { query } : {}),
    looks: view.remembered.map((look) => lookOf(look, secrets === 'hidden')),
  };
}

function lookOf(look: Remembered, hides: boolean): Look {
  const texts = [...look.texts].filter(([path]) => !path.endsWith('/environ'));
  return {
    clocks: look.clocks,
    texts: written(texts, (path, text) => (hides ? hidden(path, text) : text)),
    links: written(look.links, (_, target) => target),
    names: written(look.names, (_, names) => names),
    linked: written(look.linked, (_, links) => links),
    memory: written(look.memory, (_, bytes) => Buffer.from(bytes).toString('base64')),
    times: written(look.times, (_, times) => times),
    runs: written(look.runs, (_, output) => (hides ? redactText(output) : output)),
  };
}

function written<T, W>(
  entries: Iterable<readonly [string, Reading<T>]>,
  write: (key: string, value: T) => W,
): Readonly<Record<string, W | Untold>> {
  const record: Record<string, W | Untold> = {};
  for (const [key, reading] of entries)
    record[key] = told(reading.ok ? found(write(key, reading.value)) : reading);
  return record;
}

const commandLine = /^\/proc\/[\w-]+\/(?:task\/\d+\/)?cmdline$/;
/** The kernel's own command line, and sources of mounts, which may be URLs. */
const otherSecrets = /^\/proc\/cmdline$|\/mount(?:info|s)$/;

function hidden(path: string, text: string): string {
  if (commandLine.test(path)) return redactCmdline(text);
  return otherSecrets.test(path) ? redactText(text) : text;
}

export const recordingText = (recording: Recording): string => `${JSON.stringify(recording, null, 1)}\n`;

/** `name` is what the reader called it: the file. */
export function readRecording(text: string, name = 'this'): Recording {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${name} is no recording: it is not JSON; make one with "why-stuck record"`, {
      cause: error,
    });
  }
  const { format, version } = headOf(content);
  if (format !== recordingFormat) {
    throw new UsageError(`${name} is no recording of why-stuck; make one with "why-stuck record"`);
  }
  if (version !== recordingVersion) {
    throw new UsageError(
      `${name} is a recording of version ${JSON.stringify(version)}, this why-stuck reads version ${recordingVersion}; use the one that made it`,
    );
  }
  if (!isRecording(content))
    throw new UsageError(`${name} is a damaged recording; make it anew with "why-stuck record"`);
  return content;
}

function headOf(content: unknown): { readonly format?: unknown; readonly version?: unknown } {
  return typeof content === 'object' && content !== null ? content : {};
}
