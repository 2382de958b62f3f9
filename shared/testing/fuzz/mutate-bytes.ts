// Small changes to bytes that were valid: the bodies, packets and frames that no parser made.
import * as fc from 'fast-check';

const ways = [
  'flip',
  'set',
  'cut',
  'drop',
  'copy',
  'insert',
  'number',
  'duplicate',
  'utf16',
  'latin1',
] as const;

export interface BytesMutation {
  way: (typeof ways)[number];
  at: number;
  pick: number;
}

export const bytesMutations: fc.Arbitrary<BytesMutation[]> = fc.array(
  fc.record({ way: fc.constantFrom(...ways), at: fc.nat(0xffff_ffff), pick: fc.nat(0xffff_ffff) }),
  { minLength: 1, maxLength: 5 },
);

/** Pieces of text that change what the text around them means. */
const insertions = [
  '"__proto__":{"polluted":1},',
  '"constructor":{"prototype":{"polluted":1}},',
  '"name":1,"name":2,',
  '['.repeat(3000),
  '{"a":'.repeat(3000),
  '1e999',
  '-0',
  '\\ud800',
  '\\u0000',
  '\ufeff',
  '/* */',
  '\0',
  '}',
  ']',
  ',',
  '"',
  '51-',
  '451-/device,1["results",{"_placeholder":true,"num":0}]',
  '\x1e',
  '\r\n\r\n',
  '\xff\xfe',
] as const;

const numbers = [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 38, 64, 65, 0x4_0000, 0x4_0001] as const;

const MOST_BYTES = 300_000;

function change({ way, at, pick }: BytesMutation, bytes: Buffer): Buffer {
  const place = at % (bytes.length + 1);
  const length = pick % 64;
  switch (way) {
    case 'flip':
      if (place < bytes.length) bytes[place] = (bytes[place] ?? 0) ^ (1 << (pick % 8));
      return bytes;
    case 'set':
      if (place < bytes.length) bytes[place] = pick;
      return bytes;
    case 'cut':
      return bytes.subarray(0, place);
    case 'drop':
      return Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + length)]);
    case 'copy':
      return Buffer.concat([
        bytes.subarray(0, place),
        bytes.subarray(pick % (bytes.length + 1)).subarray(0, length),
        bytes.subarray(place),
      ]);
    case 'insert': {
      const text = insertions[pick % insertions.length] ?? '';
      const colon = pick % 3 === 0 ? bytes.indexOf('{', place) + 1 : place;
      return Buffer.concat([bytes.subarray(0, colon), Buffer.from(text), bytes.subarray(colon)]);
    }
    case 'number':
      if (place + 4 <= bytes.length) bytes.writeUInt32LE(numbers[pick % numbers.length] ?? 0, place);
      return bytes;
    case 'duplicate':
      return bytes.length * 2 > MOST_BYTES ? bytes : Buffer.concat([bytes, bytes.subarray(place)]);
    case 'utf16':
      return bytes.length * 2 > MOST_BYTES ? bytes : Buffer.from(bytes.toString('utf8'), 'utf16le');
    case 'latin1':
      return Buffer.from(bytes.toString('utf8'), 'latin1');
  }
}

/** The bytes with the changes made, one after the other; the original stays as it is. */
export function mutateBytes(original: Uint8Array, mutations: readonly BytesMutation[]): Uint8Array {
  let bytes: Buffer = Buffer.from(original);
  for (const mutation of mutations) bytes = Buffer.from(change(mutation, bytes));
  return new Uint8Array(bytes);
}
