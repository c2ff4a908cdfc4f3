/**
 * As much of a WebSocket (RFC 6455) as the inspector protocol needs: text both ways, JSON in each message. Node has one
 * of its own since version 22 only.
 */
import { randomBytes } from 'node:crypto';
import { get } from 'node:http';
import { connect, type Socket } from 'node:net';

export interface Talk {
  readonly send: (method: string, parameters?: Readonly<Record<string, unknown>>) => void;
  /** The text of the first event of that name; null when there is none by then. */
  readonly event: (method: string, deadline: number) => Promise<string | null>;
  /** All that came so far. */
  readonly messages: readonly string[];
  /** It answered the request. */
  readonly opened: (deadline: number) => Promise<boolean>;
  readonly end: () => void;
}

const mostBytes = 32 * 1024 * 1024;
const textFrame = 0x81;
const masked = 0x80;

/** The inspector tells its address over HTTP: `[ { "webSocketDebuggerUrl": "ws://127.0.0.1:9229/UUID" } ]`. */
export async function socketTo(port: number, deadline: number): Promise<Talk> {
  const list = await bodyOf(port, Math.max(1, Math.ceil(deadline - performance.now())));
  const path = /"webSocketDebuggerUrl":\s*"ws:\/\/[^/"]+(\/[\w-]+)"/.exec(list)?.[1];
  if (path === undefined) throw new Error('it names no address to talk to');
  const socket = connect(port, '127.0.0.1');
  const talk = talkOver(socket, () => randomBytes(4));
  socket.write(
    [
      `GET ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      'Sec-WebSocket-Version: 13\r\n\r\n',
    ].join('\r\n'),
  );
  // what comes together with the request is lost there
  if (!(await talk.opened(deadline))) throw new Error('it does not take the connection');
  return talk;
}

function bodyOf(port: number, timeout: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, path: '/json/list', timeout }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve(body)).on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error('it does not answer'))).on('error', reject);
  });
}

function talkOver(socket: Socket, mask: () => Buffer): Talk {
  const messages: string[] = [];
  let answered = false;
  const read = messageReader((text) => messages.push(text));
  let isOpen = true;
  let wake = (): void => undefined;
  let id = 0;
  socket.on('data', (chunk: Buffer) => {
    answered = true;
    if (!read(chunk)) socket.destroy();
    wake();
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    isOpen = false;
    wake();
  });
  /** Waits for something to come; false where nothing can come any more. */
  const more = async (deadline: number): Promise<boolean> => {
    const left = deadline - performance.now();
    if (!isOpen || left <= 0) return false;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, left);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    return true;
  };
  return {
    messages,
    async opened(deadline) {
      for (;;) {
        if (answered) return true;
        if (!(await more(deadline))) return false;
      }
    },
    send(method, parameters = {}) {
      id += 1;
      socket.write(framed(JSON.stringify({ id, method, params: parameters }), mask()));
    },
    async event(method, deadline) {
      for (let at = 0; ;) {
        for (; at < messages.length; at++) {
          const text = messages[at] ?? '';
          if (text.startsWith(`{"method":"${method}"`)) return text;
        }
        if (!(await more(deadline))) return null;
      }
    },
    end: () => socket.end(Buffer.from([0x88, masked, 0, 0, 0, 0]), () => socket.destroySoon()),
  };
}

function framed(text: string, mask: Buffer): Buffer {
  const body = Buffer.from(text);
  const length =
    body.length < 126 ? [masked | body.length] : [masked | 126, body.length >> 8, body.length & 255];
  return Buffer.concat([
    Buffer.from([textFrame, ...length]),
    mask,
    body.map((byte, at) => byte ^ (mask[at % 4] ?? 0)),
  ]);
}

/** Takes bytes as they come, the answer of HTTP before them; false when there are too many. */
export function messageReader(take: (text: string) => void): (chunk: Buffer) => boolean {
  let bytes: Buffer = Buffer.alloc(0);
  let isUpgraded = false;
  const parts: Buffer[] = [];
  return (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    if (!isUpgraded) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) return bytes.length < mostBytes;
      isUpgraded = true;
      bytes = bytes.subarray(end + 4);
    }
    for (let frame = frameIn(bytes); frame; frame = frameIn(bytes)) {
      bytes = bytes.subarray(frame.end);
      if (frame.opcode > 2) continue;
      parts.push(frame.body);
      if (!frame.isLast) continue;
      take(Buffer.concat(parts).toString('utf8'));
      parts.length = 0;
    }
    return bytes.length < mostBytes;
  };
}

function frameIn(bytes: Buffer) {
  const [head = 0, second = 0] = bytes;
  const short = second & 0x7f;
  const from = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < from) return null;
  const length =
    short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
  const end = from + length;
  if (bytes.length < end) return null;
  return {
    opcode: head & 0x0f,
    isLast: (head & 0x80) !== 0,
    body: Buffer.from(bytes.subarray(from, end)),
    end,
  };
}
