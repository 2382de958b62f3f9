// A batch of results at the door: well formed, small results inline, large ones only by references whose parts are stored [P14].
import type { BlobStore } from '../blobs/blob-store.ts';
import type { Coordinator } from '../coordinator.ts';
import type { BatchReply } from '../../shared/contract/device-messages.ts';
import { CoveyError } from '../../shared/contract/errors.ts';
import type { DeviceNumber } from '../../shared/contract/ids.ts';
import {
  type Batch,
  MAX_INLINE_BYTES,
  recordByReference,
  recordBytes,
  recordLength,
  unpackManifest,
} from '../../shared/contract/result-batch.ts';
import type { WriteQuota } from './write-quota.ts';

interface Parts {
  coordinator: Coordinator;
  blobs: BlobStore;
  writes: WriteQuota;
}

const needsLook = (batch: Batch, at: number) =>
  recordByReference(batch.view, at) || recordLength(batch.view, at) > MAX_INLINE_BYTES;

/** Resolves once the batch is on disk. @throws CoveyError and changes nothing */
export async function takeBatch(
  { coordinator, blobs, writes }: Parts,
  device: DeviceNumber,
  batch: Batch,
): Promise<BatchReply> {
  let named = 0;
  for (const at of batch.offsets) if (needsLook(batch, at)) named += await checkReference(blobs, batch, at);
  const status = await coordinator.ask((ticket) => ({
    type: 'resultsArrived',
    device,
    batch,
    ticket,
    at: coordinator.utc(),
  }));
  if (named > 0) writes.settle(device, named);
  return { status };
}

/** How many bytes the reference names. */
async function checkReference(blobs: BlobStore, batch: Batch, at: number): Promise<number> {
  if (!recordByReference(batch.view, at))
    throw new CoveyError('too-large', 'a result of more than 16 KiB must travel as parts');
  const manifest = unpackManifest(recordBytes(batch, at));
  if (!manifest || manifest.parts.length === 0)
    throw new CoveyError('malformed-message', 'the reference of a result cannot be read');
  for (const part of manifest.parts)
    if ((await blobs.size(part.sha)) !== part.size)
      throw new CoveyError('part-missing', `part ${part.sha} of a result is not stored`);
  return manifest.parts.reduce((sum, part) => sum + part.size, 0);
}
