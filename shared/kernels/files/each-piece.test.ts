import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinBytes } from '../bytes/join-bytes.ts';
import { eachPiece } from './each-piece.ts';
import { readerOf } from '../memory-job.ts';
import { noiseBytes } from '../testing/test-files.ts';

test('files come back as they are, in pieces of the length asked for, whatever their sizes', async () => {
  const MIB = 1024 * 1024;
  const size = fc.oneof(
    fc.integer({ min: 0, max: 3000 }),
    fc.constantFrom(0, MIB - 1, MIB, MIB + 1, 700_000, 2 * MIB),
  );
  const bytes = noiseBytes(24 * MIB);
  await fc.assert(
    fc.asyncProperty(
      fc.array(size, { maxLength: 10 }),
      fc.constantFrom(1024 * 1024, 4 * MIB),
      async (sizes, pieceBytes) => {
        const total = sizes.reduce((sum, each) => sum + each, 0);
        const reader = readerOf(bytes.subarray(0, total));
        const task = {
          index: 0,
          params: null,
          args: null,
          inputSize: total,
          read: reader.read,
          write: () => Promise.resolve(),
          progress: () => Promise.resolve(),
        };
        const files = sizes.map((): Uint8Array[] => []);
        const ended = sizes.map(() => 0);
        for await (const piece of eachPiece(task, sizes, pieceBytes)) {
          expect(piece.last || piece.bytes.length === pieceBytes).toBe(true);
          files[piece.file]!.push(piece.bytes);
          ended[piece.file]! += piece.last ? 1 : 0;
        }
        expect(ended).toEqual(sizes.map(() => 1));
        const isSame = Buffer.compare(joinBytes(files.flat()), bytes.subarray(0, total)) === 0;
        expect(isSame).toBe(true);
      },
    ),
    { numRuns: 25 },
  );
});
