/**
 * The inspector of a Node process: SIGUSR1 opens it on a port of the loopback, even while the event loop is blocked
 * (nodejs.org, "Debugging Node.js"); over it the stack is asked for, and then it is closed again. The signal's default
 * would end a process: whether it is caught is the asker's business, and looked at once more here.
 *
 *   ws://127.0.0.1:9229/ec9cee85-c018-4fe5-8d61-add561acf5f0
 */
import { readdirSync, readlinkSync } from 'node:fs';
import { untouched, type Attached, type Attaching } from './attached.ts';
import { wholeText } from './files.ts';
import { socketTo } from './web-socket.ts';

const pollMs = 20;
/** Until the port is there, and until a stack came: whoever runs no JavaScript has none. */
const openSeconds = 1.5;
/** For the inspector to take its last order. */
const closingMs = 200;
const closing = "require('inspector').close()";
const userSignal = 1n << 9n;

export async function inspect({ pid, seconds }: Attaching): Promise<Attached> {
  const refused = refusal(pid);
  if (refused !== null) return untouched('refused', refused);
  const known = portsOf(pid);
  const began = performance.now();
  process.kill(pid, 'SIGUSR1');
  const port = await opened(pid, known, began + openSeconds * 1000);
  const took = (): number => (performance.now() - began) / 1000;
  if (port === null) return failed('its inspector did not open a port within 1.5 s', took(), 0);
  try {
    const { text, pausedMs } = await stackOver(port, began + seconds * 1000);
    const pausedSeconds = Math.round(pausedMs) / 1000;
    return text === null
      ? failed('it ran no JavaScript while it was asked', took(), pausedSeconds)
      : { outcome: 'done', message: null, text, tookSeconds: took(), pausedSeconds, target: 'as-before' };
  } catch (error) {
    return failed(`its inspector: ${error instanceof Error ? error.message : String(error)}`, took(), null);
  }
}

const failed = (message: string, tookSeconds: number, pausedSeconds: number | null): Attached => ({
  ...untouched('failed', message),
  tookSeconds,
  pausedSeconds,
});

function refusal(pid: number): string | null {
  try {
    const status = wholeText(`/proc/${pid}/status`);
    const caught = BigInt(`0x${/^SigCgt:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`);
    if ((caught & userSignal) === 0n) return 'it does not catch SIGUSR1, which would end it';
    if (/^State:\s*[TtDZ]/m.test(status)) return 'it is stopped, so it cannot answer';
    return readlinkSync(`/proc/${pid}/ns/net`) === readlinkSync('/proc/self/ns/net')
      ? null
      : 'its loopback is not this one: it is in another network namespace';
  } catch {
    return `process ${pid} has ended, or may not be looked at`;
  }
}

async function opened(pid: number, known: ReadonlySet<number>, deadline: number): Promise<number | null> {
  while (performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, pollMs));
    for (const port of portsOf(pid)) if (!known.has(port)) return port;
  }
  return null;
}

/** Where it listens on 127.0.0.1: `0: 0100007F:240D 00000000:0000 0A … 12345` in its net/tcp, by inode its own. */
function portsOf(pid: number): ReadonlySet<number> {
  try {
    const inodes = new Set(
      readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
        try {
          return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
        } catch {
          return [];
        }
      }),
    );
    const rows = wholeText(`/proc/${pid}/net/tcp`).matchAll(
      /^\s*\d+: 0100007F:([0-9A-F]{4}) \S+ 0A \S+ \S+ \S+ +\d+ +\d+ (\d+)/gm,
    );
    return new Set(
      [...rows].flatMap(([, port = '', inode = '']) =>
        inodes.has(inode) ? [Number.parseInt(port, 16)] : [],
      ),
    );
  } catch {
    return new Set();
  }
}

/**
 * Paused for as long as it takes to ask. Then the inspector is told to close itself, which it does when its last client
 * has gone: that is this one. It is told so also where nothing came.
 */
async function stackOver(port: number, deadline: number): Promise<{ text: string | null; pausedMs: number }> {
  const talk = await socketTo(port, deadline);
  try {
    talk.send('Debugger.enable');
    talk.send('Debugger.pause');
    const paused = await talk.event('Debugger.paused', deadline - closingMs);
    const pausedAt = performance.now();
    // what was not paused would be by the next order
    talk.send(paused === null ? 'Debugger.disable' : 'Debugger.resume');
    if (paused !== null) await talk.event('Debugger.resumed', deadline);
    const pausedMs = paused === null ? 0 : performance.now() - pausedAt;
    talk.send('Runtime.evaluate', { expression: closing, includeCommandLineAPI: true });
    await talk.event('Runtime.evaluated', performance.now() + closingMs);
    return { text: paused && [paused, ...scriptsOf(paused, talk.messages)].join('\n'), pausedMs };
  } finally {
    talk.end();
  }
}

/** Frames name scripts by number; what each number is was told when it was enabled. */
function scriptsOf(paused: string, messages: readonly string[]): readonly string[] {
  const ids = new Set([...paused.matchAll(/"scriptId":"(\d+)"/g)].map(([, id = '']) => id));
  return messages.filter((message) => {
    const id = /^\{"method":"Debugger\.scriptParsed","params":\{"scriptId":"(\d+)"/.exec(message)?.[1];
    return id !== undefined && ids.has(id);
  });
}
