/** Words in the memory of a told process, as locks lie there: 32 bits each, what is not told is 0. */
import type { Machine } from '../../src/machine/machine.ts';
import { found, missing, type View } from '../../src/view/view.ts';

/** By address. */
export type ToldWords = Readonly<Record<string, readonly number[]>>;

const pageBytes = 4096;

/** A page is there when one of its words is told. @param words by pid */
export function withWords(machine: Machine, words: Readonly<Record<number, ToldWords>>): Machine {
  const pages = new Map<string, Buffer>();
  for (const [pid, told] of Object.entries(words)) {
    for (const [address, values] of Object.entries(told)) {
      const at = BigInt(address);
      const page = at - (at % BigInt(pageBytes));
      const bytes = pages.get(`${pid} ${page}`) ?? Buffer.alloc(pageBytes);
      values.forEach((value, index) => bytes.writeUInt32LE(value, Number(at - page) + 4 * index));
      pages.set(`${pid} ${page}`, bytes);
    }
  }
  const memory: View['memory'] = (pid, address, length) => {
    const page = address - (address % BigInt(pageBytes));
    const bytes = pages.get(`${pid} ${page}`);
    const from = Number(address - page);
    return bytes && from + length <= pageBytes
      ? found(new Uint8Array(bytes.subarray(from, from + length)))
      : missing('failed', 'nothing is mapped there');
  };
  return { ...machine, view: { ...machine.view, memory } };
}

/** The two words of a pointer or of a long. */
export const long = (value: bigint): readonly number[] => [
  Number(BigInt.asUintN(32, value)),
  Number(BigInt.asUintN(32, value >> 32n)),
];
