// Sorts the results of one chunk by what they say: by the kernel's own `compare` where it has one, else byte for byte. The first of a group
// speaks for it.
import type { BlobStore } from '../blobs/blob-store.ts';
import { recordByReference, recordBytes } from '../../shared/contract/result-batch.ts';
import type { ByteReader, KernelDescription } from '../../shared/kernels/kernel.ts';
import { sameBytes } from '../../shared/kernels/results/same-bytes.ts';
import { resultReader } from '../part-readers.ts';
import type { VotedRecord } from './thread-messages.ts';

interface Side {
  carried: Uint8Array;
  byReference: boolean;
  reader: ByteReader;
  attempts: number[];
}

/** Attempts by group. Those whose result cannot be read are in none. */
export async function groupVotes<P>(
  kernel: Pick<KernelDescription<P>, 'compare'>,
  params: P,
  votes: readonly VotedRecord[],
  blobs: BlobStore,
): Promise<number[][]> {
  const sides: Side[] = [];
  for (const { attempt, record } of votes) {
    const packed = { bytes: record, view: new DataView(record.buffer, record.byteOffset, record.byteLength) };
    const result = resultReader(blobs, packed, 0);
    if (!result) continue;
    const one: Side = {
      carried: recordBytes(packed, 0),
      byReference: recordByReference(packed.view, 0),
      reader: result.reader,
      attempts: [attempt],
    };
    const side = await findSide(kernel, params, sides, one);
    if (side) side.attempts.push(attempt);
    else sides.push(one);
  }
  return sides.map(({ attempts }) => attempts);
}

async function findSide<P>(
  kernel: Pick<KernelDescription<P>, 'compare'>,
  params: P,
  sides: readonly Side[],
  one: Side,
): Promise<Side | null> {
  for (const side of sides) {
    // The same bytes, or the same parts: nothing need be read. A result that looks like a list of parts is none.
    if (side.byReference === one.byReference && Buffer.compare(side.carried, one.carried) === 0) return side;
    const says = kernel.compare
      ? await kernel.compare(params, side.reader, one.reader)
      : side.reader.size === one.reader.size && (await sameBytes(side.reader, one.reader, one.reader.size));
    if (says) return side;
  }
  return null;
}
