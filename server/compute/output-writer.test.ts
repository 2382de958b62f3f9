import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeMemoryBlobs } from '../blobs/memory/memory-blobs.ts';
import { PART_BYTES } from '../../shared/contract/blob.ts';
import type { Sha256 } from '../../shared/contract/ids.ts';
import { makeOutputWriter } from './output-writer.ts';
import { sliceReader } from '../part-readers.ts';

test('what reduce writes is cut at 4 MiB, what it appends is taken by reference, in order', async () => {
  const blobs = makeMemoryBlobs();
  const big = Buffer.alloc(PART_BYTES + 10, 7);
  const result = Buffer.from('a result of a device');
  const sha = createHash('sha256').update(result).digest('hex') as Sha256;
  await blobs.put(sha, result);
  const writer = makeOutputWriter(blobs, 'out.bin');
  await writer.write(big.subarray(0, 5));
  await writer.write(big.subarray(5));
  await writer.append({ size: result.length, parts: [{ sha, size: result.length }] });
  await writer.write(Buffer.from('end'));
  const output = await writer.close();
  expect(output.blob.parts.map((part) => part.size)).toEqual([PART_BYTES, 10, result.length, 3]);
  expect(output.size).toBe(big.length + result.length + 3);
  const reader = sliceReader(
    blobs,
    output.blob.parts.map((part) => ({ ...part, offset: 0, length: part.size })),
  );
  expect(Buffer.from(await reader.read(PART_BYTES + 5, 5 + result.length + 3)).toString()).toBe(
    '\u0007'.repeat(5) + 'a result of a deviceend',
  );
});

test('reading beyond the slices is refused', async () => {
  const reader = sliceReader(makeMemoryBlobs(), []);
  await expect(reader.read(0, 1)).rejects.toThrow(RangeError);
  expect(await reader.read(0, 0)).toHaveLength(0);
});
