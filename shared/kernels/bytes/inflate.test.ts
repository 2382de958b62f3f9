// Our inflate against Node's deflate, at every level and of every kind, and against nonsense.
import { constants, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noiseBytes, textBytes } from '../testing/test-files.ts';
import { inflate } from './inflate.ts';

const { Z_FIXED, Z_DEFAULT_STRATEGY, Z_RLE } = constants;

test.each([
  ['text', textBytes(300_000)],
  ['noise', noiseBytes(100_000)],
  ['zeros', new Uint8Array(500_000)],
  ['a byte', Uint8Array.of(7)],
  ['nothing', new Uint8Array(0)],
])('%s comes back, however it was packed', (_name, bytes) => {
  for (const level of [0, 1, 6, 9])
    for (const strategy of [Z_FIXED, Z_DEFAULT_STRATEGY, Z_RLE])
      expect(Buffer.compare(inflate(deflateRawSync(bytes, { level, strategy }), bytes.length), bytes)).toBe(
        0,
      );
});

test('nonsense is refused or stays within the size said', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(1000), (packed, size) => {
      const outcome = () => {
        try {
          return inflate(packed, size).length === size;
        } catch (error) {
          return (error as Error).message === 'the packed bytes are broken';
        }
      };
      expect(outcome()).toBe(true);
    }),
  );
  const packed = deflateRawSync(textBytes(1000));
  for (const [bytes, size] of [
    [packed, 999],
    [packed, 1001],
    [packed.subarray(0, -2), 1000],
  ] as const)
    expect(() => inflate(bytes, size)).toThrow('broken');
});
