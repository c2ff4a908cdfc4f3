/** Bytes into lines: one call for each, at most so long, whatever stands in them; what is unfinished comes at the end. */

/** A longer line comes in pieces. */
const mostBytes = 16 * 1024;

export interface Lines {
  take(bytes: Uint8Array): void;
  end(): void;
}

/** Bytes that are no UTF-8 are shown as `\xNN`. */
export function shown(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return [...bytes]
      .map((byte) => (byte < 0x80 ? String.fromCodePoint(byte) : `\\x${byte.toString(16)}`))
      .join('');
  }
}

export function linesOf(told: (line: string) => void): Lines {
  let rest: Uint8Array = new Uint8Array();
  return {
    take(bytes) {
      let all = Buffer.concat([rest, bytes]);
      for (;;) {
        const at = all.indexOf(10);
        if (at >= 0 && at <= mostBytes) {
          told(shown(all.subarray(0, at)));
          all = all.subarray(at + 1);
        } else if (all.length > mostBytes) {
          told(shown(all.subarray(0, mostBytes)));
          all = all.subarray(mostBytes);
        } else break;
      }
      rest = all;
    },
    end() {
      if (rest.length > 0) told(shown(rest));
      rest = new Uint8Array();
    },
  };
}
