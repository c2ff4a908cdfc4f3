/** Memory in a recording: any piece of what was recorded can be asked for, not only what was asked for then. */
import { memoryKey, reread, type Look } from './recording.ts';
import { found, missing, type Reading } from './view.ts';

interface Piece {
  readonly address: bigint;
  readonly bytes: Uint8Array;
}

export function memoryIn(
  recorded: Look['memory'],
): (pid: number, address: bigint, length: number) => Reading<Uint8Array> {
  const pieces = new Map<number, Piece[]>();
  for (const [key, entry] of Object.entries(recorded)) {
    const [pid, address] = key.split(':', 2);
    if (typeof entry !== 'string' || address === undefined) continue;
    const piece = { address: BigInt(address), bytes: new Uint8Array(Buffer.from(entry, 'base64')) };
    const known = pieces.get(Number(pid));
    if (known) known.push(piece);
    else pieces.set(Number(pid), [piece]);
  }
  return (pid, address, length) => {
    const key = memoryKey(pid, address, length);
    const whole = (pieces.get(pid) ?? []).find(
      (piece) =>
        piece.address <= address && address + BigInt(length) <= piece.address + BigInt(piece.bytes.length),
    );
    if (whole) {
      const from = Number(address - whole.address);
      return found(whole.bytes.slice(from, from + length));
    }
    const entry = Object.hasOwn(recorded, key) ? recorded[key] : undefined;
    // the kernel may have given fewer bytes than were asked for
    if (typeof entry === 'string') return found(new Uint8Array(Buffer.from(entry, 'base64')));
    return entry
      ? reread<never>(entry)
      : missing('unrecorded', `memory of ${pid} at 0x${address.toString(16)} is not in the recording`);
  };
}
