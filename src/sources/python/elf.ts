/**
 * Symbols of a program or library, read from where it is mapped: no file is opened, so it works across containers, for
 * files that were replaced on disk, and from a recording. What stands in memory of an ELF file (elf(5)): its header, the
 * program headers, and what the dynamic linker needs, found through PT_DYNAMIC:
 *
 *   DT_SYMTAB 0x4002c8  DT_STRTAB 0x40dbd8  DT_GNU_HASH 0x4003a0
 */
import { isAddress, word, type Memory } from './memory.ts';

export interface Loaded {
  /** What is added to the addresses in the file. */
  readonly bias: number;
  /** The writable part: variables, in memory up to `end`. */
  readonly data: { readonly start: number; readonly end: number } | null;
  readonly symbols: Symbols;
}

interface Symbols {
  readonly table: number;
  readonly names: number;
  readonly gnuHash: number | null;
  readonly hash: number | null;
}

export interface FoundSymbol {
  readonly address: number;
  readonly size: number;
}

/** ELFCLASS64, ELFDATA2LSB. */
const magic = [0x7f, 0x45, 0x4c, 0x46, 2, 1];
const headerBytes = 64;
const programHeaderBytes = 56;
const mostProgramHeaders = 64;
const load = 1;
const dynamic = 2;
const writable = 2;

/** `start`: where the beginning of the file is mapped. null: not an ELF file of this kind. */
export function loadedAt(memory: Memory, start: number): Loaded | null {
  const header = memory.at(start, headerBytes);
  if (!header || magic.some((byte, at) => header.getUint8(at) !== byte)) return null;
  const count = Math.min(header.getUint16(56, true), mostProgramHeaders);
  const headers = memory.at(start + word(header, 32), count * programHeaderBytes);
  if (!headers) return null;
  let lowest: number | null = null;
  let table: { readonly at: number; readonly bytes: number } | null = null;
  let data: Loaded['data'] = null;
  for (let at = 0; at < count * programHeaderBytes; at += programHeaderBytes) {
    const type = headers.getUint32(at, true);
    const address = word(headers, at + 16);
    const bytes = word(headers, at + 40);
    if (type === dynamic) table = { at: address, bytes };
    if (type !== load) continue;
    lowest ??= address - word(headers, at + 8);
    if ((headers.getUint32(at + 4, true) & writable) !== 0) data = { start: address, end: address + bytes };
  }
  if (lowest === null || !table) return null;
  const bias = start - lowest;
  const symbols = symbolsIn(memory, table.at + bias, table.bytes, bias);
  return symbols && { bias, data: data && { start: data.start + bias, end: data.end + bias }, symbols };
}

const tags = { hash: 4, names: 5, table: 6, gnuHash: 0x6fff_fef5 } as const;

function symbolsIn(memory: Memory, at: number, bytes: number, bias: number): Symbols | null {
  const entries = memory.at(at, Math.min(bytes, 4096));
  if (!entries) return null;
  const values = new Map<number, number>();
  for (let entry = 0; entry + 16 <= entries.byteLength; entry += 16) {
    const tag = word(entries, entry);
    if (tag === 0) break;
    values.set(tag, word(entries, entry + 8));
  }
  // glibc writes addresses in memory into this table, musl leaves those of the file
  const pointer = (tag: number): number | null => {
    const value = values.get(tag);
    if (value === undefined) return null;
    const address = value < bias ? value + bias : value;
    return isAddress(address) ? address : null;
  };
  const table = pointer(tags.table);
  const names = pointer(tags.names);
  if (table === null || names === null) return null;
  return { table, names, gnuHash: pointer(tags.gnuHash), hash: pointer(tags.hash) };
}

export function symbolOf(memory: Memory, loaded: Loaded, name: string): FoundSymbol | null {
  const { gnuHash, hash } = loaded.symbols;
  if (gnuHash !== null) return inGnuHash(memory, loaded, gnuHash, name);
  return hash === null ? null : inHash(memory, loaded, hash, name);
}

/** A chain of a hash table is a few symbols long; one that does not end is none. */
const longestChain = 512;

/** Bloom filter, buckets, then the chains of hashes: the lowest bit marks the last of a chain (DT_GNU_HASH). */
function inGnuHash(memory: Memory, loaded: Loaded, at: number, name: string): FoundSymbol | null {
  const header = memory.at(at, 16);
  if (!header) return null;
  const [buckets, first, bloomWords, bloomShift] = [0, 4, 8, 12].map((field) =>
    header.getUint32(field, true),
  );
  if (!buckets || first === undefined || !bloomWords || bloomShift === undefined) return null;
  const hash = gnuHashOf(name);
  const bloom = memory.at(at + 16 + (Math.floor(hash / 64) % bloomWords) * 8, 8)?.getBigUint64(0, true);
  const wanted = (1n << BigInt(hash % 64)) | (1n << BigInt((hash >>> bloomShift) % 64));
  if (bloom === undefined || (bloom & wanted) !== wanted) return null;
  const bucketsAt = at + 16 + bloomWords * 8;
  const start = memory.at(bucketsAt + (hash % buckets) * 4, 4)?.getUint32(0, true);
  if (start === undefined || start < first) return null;
  const chains = bucketsAt + buckets * 4;
  for (let index = start; index < start + longestChain; index += 1) {
    const entry = memory.at(chains + (index - first) * 4, 4)?.getUint32(0, true);
    if (entry === undefined) return null;
    if ((entry | 1) >>> 0 === (hash | 1) >>> 0) {
      const symbol = symbolAt(memory, loaded, index, name);
      if (symbol) return symbol;
    }
    if ((entry & 1) === 1) return null;
  }
  return null;
}

/** Buckets, then the chain: the next symbol of each, 0 at the end (DT_HASH). */
function inHash(memory: Memory, loaded: Loaded, at: number, name: string): FoundSymbol | null {
  const header = memory.at(at, 8);
  const buckets = header?.getUint32(0, true);
  if (!buckets) return null;
  let index = memory.at(at + 8 + (hashOf(name) % buckets) * 4, 4)?.getUint32(0, true);
  for (let step = 0; step < longestChain && index !== undefined && index !== 0; step += 1) {
    const symbol = symbolAt(memory, loaded, index, name);
    if (symbol) return symbol;
    index = memory.at(at + 8 + (buckets + index) * 4, 4)?.getUint32(0, true);
  }
  return null;
}

/** A symbol that this file defines (st_shndx is not 0) under that name. */
function symbolAt(memory: Memory, loaded: Loaded, index: number, name: string): FoundSymbol | null {
  const symbol = memory.at(loaded.symbols.table + index * 24, 24);
  if (!symbol || symbol.getUint16(6, true) === 0) return null;
  const text = memory.at(loaded.symbols.names + symbol.getUint32(0, true), name.length + 1);
  if (!text || text.getUint8(name.length) !== 0) return null;
  for (let at = 0; at < name.length; at += 1) if (text.getUint8(at) !== name.charCodeAt(at)) return null;
  return { address: word(symbol, 8) + loaded.bias, size: word(symbol, 16) };
}

function gnuHashOf(name: string): number {
  let hash = 5381;
  for (let at = 0; at < name.length; at += 1) hash = (Math.imul(hash, 33) + name.charCodeAt(at)) >>> 0;
  return hash;
}

function hashOf(name: string): number {
  let hash = 0;
  for (let at = 0; at < name.length; at += 1) {
    hash = ((hash << 4) + name.charCodeAt(at)) >>> 0;
    const high = hash & 0xf000_0000;
    hash = (hash ^ (high >>> 24)) & ~high;
  }
  return hash >>> 0;
}
