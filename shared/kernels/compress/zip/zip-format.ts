// The records of a zip archive (APPNOTE.TXT 6.3.10, PKWARE), as bytes. Every entry is deflated and followed by a data
// descriptor; names are UTF-8; times are 1980-01-01, since an input has none; zip64 where a number does not fit 32 bits.

const NAMES_ARE_UTF8 = 1 << 11;
const HAS_DESCRIPTOR = 1 << 3;
const FLAGS = NAMES_ARE_UTF8 | HAS_DESCRIPTOR;
const DEFLATED = 8;
const DATE_1980_01_01 = 0x21;
const MADE_BY_UNIX = 3 << 8;
const VERSION_DEFLATE = 20;
const VERSION_ZIP64 = 45;
const MOST_32 = 0xffff_ffff;
const MOST_16 = 0xffff;
const ZIP64_TAG = 1;
/** A plain file that everybody may read, in the upper half of the external attributes. */
const ATTRIBUTES = 0o100644 * 0x10000;
/** From this size on an entry is zip64: deflate grows what it cannot shrink by less than what is left to 2^32. */
const ZIP64_ENTRY_BYTES = 0xff00_0000;

export interface EntrySizes {
  crc: number;
  compressedSize: number;
  size: number;
}
export interface ZipEntry extends EntrySizes {
  name: Uint8Array;
  /** Where its local header starts. */
  offset: number;
}

const isZip64Entry = (size: number) => size >= ZIP64_ENTRY_BYTES;
export const descriptorBytes = (size: number): number => (isZip64Entry(size) ? 24 : 16);

type Field = readonly [width: 2 | 4 | 8, value: number];
const u16 = (value: number): Field => [2, value];
const u32 = (value: number): Field => [4, value];
const u64 = (value: number): Field => [8, value];

function pack(fields: readonly Field[], ...tail: Uint8Array[]): Uint8Array {
  const head = fields.reduce((sum, [width]) => sum + width, 0);
  const bytes = new Uint8Array(tail.reduce((sum, part) => sum + part.length, head));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [width, value] of fields) {
    if (width === 2) view.setUint16(at, value, true);
    else if (width === 4) view.setUint32(at, value, true);
    else view.setBigUint64(at, BigInt(value), true);
    at += width;
  }
  for (const part of tail) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** What follows an entry's data. */
export function encodeDescriptor({ crc, compressedSize, size }: EntrySizes): Uint8Array {
  const width = isZip64Entry(size) ? u64 : u32;
  return pack([u32(0x08074b50), u32(crc), width(compressedSize), width(size)]);
}

/** Reads a descriptor back; null when it is none, or not of a file of `size` bytes in `resultSize` bytes. */
export function decodeDescriptor(bytes: Uint8Array, size: number, resultSize: number): EntrySizes | null {
  if (bytes.length !== descriptorBytes(size)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const read = (i: number) =>
    isZip64Entry(size) ? Number(view.getBigUint64(8 + 8 * i, true)) : view.getUint32(8 + 4 * i, true);
  const found = { crc: view.getUint32(4, true), compressedSize: read(0), size: read(1) };
  const fits =
    view.getUint32(0, true) === 0x08074b50 &&
    found.size === size &&
    found.compressedSize === resultSize - bytes.length;
  return fits ? found : null;
}

/** Precedes an entry's data. Sizes and sum are left to the descriptor. */
export function encodeLocalHeader({ name, size }: Pick<ZipEntry, 'name' | 'size'>): Uint8Array {
  const zip64 = isZip64Entry(size);
  const extra = zip64 ? pack([u16(ZIP64_TAG), u16(16), u64(0), u64(0)]) : new Uint8Array(0);
  const sizes = zip64 ? MOST_32 : 0;
  return pack(
    [
      u32(0x04034b50),
      u16(zip64 ? VERSION_ZIP64 : VERSION_DEFLATE),
      u16(FLAGS),
      u16(DEFLATED),
      u16(0),
      u16(DATE_1980_01_01),
      u32(0),
      u32(sizes),
      u32(sizes),
      u16(name.length),
      u16(extra.length),
    ],
    name,
    extra,
  );
}

/** An entry of the central directory. */
export function encodeCentralHeader({ name, crc, compressedSize, size, offset }: ZipEntry): Uint8Array {
  const entryIsLarge = isZip64Entry(size);
  const large = [
    ...(entryIsLarge ? [u64(size), u64(compressedSize)] : []),
    ...(offset >= MOST_32 ? [u64(offset)] : []),
  ];
  const version = large.length > 0 ? VERSION_ZIP64 : VERSION_DEFLATE;
  const extra =
    large.length > 0 ? pack([u16(ZIP64_TAG), u16(8 * large.length), ...large]) : new Uint8Array(0);
  return pack(
    [
      u32(0x02014b50),
      u16(MADE_BY_UNIX | version),
      u16(version),
      u16(FLAGS),
      u16(DEFLATED),
      u16(0),
      u16(DATE_1980_01_01),
      u32(crc),
      u32(entryIsLarge ? MOST_32 : compressedSize),
      u32(entryIsLarge ? MOST_32 : size),
      u16(name.length),
      u16(extra.length),
      u16(0),
      u16(0),
      u16(0),
      u32(ATTRIBUTES),
      u32(Math.min(offset, MOST_32)),
    ],
    name,
    extra,
  );
}

/** Closes an archive whose central directory of `entries` entries lies at `offset` and is `size` bytes long. */
export function encodeEnd(entries: number, offset: number, size: number): Uint8Array {
  const end = pack([
    u32(0x06054b50),
    u16(0),
    u16(0),
    u16(Math.min(entries, MOST_16)),
    u16(Math.min(entries, MOST_16)),
    u32(Math.min(size, MOST_32)),
    u32(Math.min(offset, MOST_32)),
    u16(0),
  ]);
  if (entries < MOST_16 && offset < MOST_32 && size < MOST_32) return end;
  const version = MADE_BY_UNIX | VERSION_ZIP64;
  return pack(
    [
      u32(0x06064b50),
      u64(44),
      u16(version),
      u16(VERSION_ZIP64),
      u32(0),
      u32(0),
      u64(entries),
      u64(entries),
      u64(size),
      u64(offset),
      u32(0x07064b50),
      u32(0),
      u64(offset + size),
      u32(1),
    ],
    end,
  );
}
