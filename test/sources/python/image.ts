/** A made-up process: words and bytes at addresses, and the view that reads them. */
import { liveView } from '../../../src/view/live.ts';
import { found, missing, type View } from '../../../src/view/view.ts';

export interface Image {
  readonly word: (address: number, value: number | bigint) => void;
  readonly half: (address: number, value: number) => void;
  readonly byte: (address: number, value: number) => void;
  readonly text: (address: number, text: string) => void;
  readonly view: View;
}

/** Memory from `start` on, `length` bytes of it. */
export function imageAt(start: number, length: number): Image {
  const bytes = new Uint8Array(length);
  const data = new DataView(bytes.buffer);
  return {
    word: (address, value) => {
      data.setBigUint64(address - start, BigInt(value), true);
    },
    half: (address, value) => {
      data.setInt32(address - start, value, true);
    },
    byte: (address, value) => {
      data.setUint8(address - start, value);
    },
    text: (address, text) => {
      bytes.set(Buffer.from(text, 'latin1'), address - start);
    },
    view: viewOf((_, address, wanted) => {
      const at = Number(address) - start;
      return at < 0 || at >= length ? null : bytes.slice(at, at + wanted);
    }),
  };
}

type Read = (pid: number, address: bigint, length: number) => Uint8Array | null;

/** This machine, but with that memory. */
export const viewOf = (read: Read): View => ({
  ...liveView(),
  memory: (pid, address, length) => {
    const bytes = read(pid, address, length);
    return bytes ? found(bytes) : missing('failed', 'nothing is mapped there');
  },
});
