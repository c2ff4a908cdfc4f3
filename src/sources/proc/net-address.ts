/**
 * Internet addresses as the kernel prints them in /proc/PID/net/tcp, tcp6, udp … (proc_pid_net(5)): each 32-bit
 * word in hexadecimal as the processor stores it, which is backwards on the little-endian machines that Node runs on.
 * Sample: `0100007F:1F90` is 127.0.0.1:8080; `0000000000000000FFFF00000100007F:1F90` is the same mapped into IPv6.
 */

/** `127.0.0.1:8080`, `[2001:db8::1]:443`; null when the text is no address. */
export function endpoint(hex: string): string | null {
  const [, address = '', port = ''] = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/i.exec(hex) ?? [];
  if (address === '') return null;
  return joined(bytesOf(address), Number.parseInt(port, 16));
}

function bytesOf(words: string): readonly number[] {
  const bytes: number[] = [];
  for (let word = 0; word < words.length; word += 8) {
    for (let byte = 6; byte >= 0; byte -= 2)
      bytes.push(Number.parseInt(words.slice(word + byte, word + byte + 2), 16));
  }
  return bytes;
}

function joined(bytes: readonly number[], port: number): string {
  const address = addressOf(bytes);
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** 4 or 16 bytes in network order; an IPv4 address mapped into IPv6 is written as IPv4. */
export function addressOf(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.');
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  return isMapped ? bytes.slice(12).join('.') : compressed(bytes);
}

/** The canonical text of RFC 5952: no leading zeros, the first of the longest runs of zero groups as `::`. */
function compressed(bytes: readonly number[]): string {
  const groups: number[] = [];
  for (let at = 0; at < 16; at += 2) groups.push((bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0));
  let best = { start: 0, length: 0 };
  for (let start = 0; start < 8; start++) {
    let end = start;
    while (end < 8 && groups[end] === 0) end++;
    if (end - start > best.length) best = { start, length: end - start };
  }
  const text = (from: number, to?: number) =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  return best.length < 2 ? text(0) : `${text(0, best.start)}::${text(best.start + best.length)}`;
}

/** An endpoint as `ss -n` prints it, in our spelling: `[::ffff:127.0.0.1]:80` as IPv4, a zone (`%eth0`) left out. */
export function endpointFromSs(text: string): string {
  const mapped = /^\[::ffff:(\d+\.\d+\.\d+\.\d+)\](?:%[^:\s]+)?(:.+)$/i.exec(text);
  if (mapped) return `${mapped[1]}${mapped[2]}`;
  return text.replace(/%[^\]:\s]+/, '').replace(/^\*:/, '[::]:');
}

/** `10.0.0.5` and 48822 out of `10.0.0.5:48822`; brackets taken off. */
export function partsOf(address: string): { readonly host: string; readonly port: number } {
  const at = address.lastIndexOf(':');
  return { host: address.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(address.slice(at + 1)) };
}

/** Every address of an interface: a listener there takes connections to any of them. */
export const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::';

export const isLoopback = (host: string): boolean => host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
