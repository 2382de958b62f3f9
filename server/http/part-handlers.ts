// Parts in and out: an owner uploads inputs and reads anything; a device reads what its leases need and writes results.
import type { BlobStore } from '../blobs/blob-store.ts';
import { CoveyError } from '../../shared/contract/errors.ts';
import { type DeviceNumber, Sha256 } from '../../shared/contract/ids.ts';
import type { Handlers } from './api.ts';
import { contentDisposition, serveBlob } from './serve-bytes.ts';

export interface PartParts {
  blobs: BlobStore;
  mayRead(device: DeviceNumber, sha: Sha256): boolean;
  /** Takes room for a part of a result. @throws CoveyError when the device has no work, or has stored too much already. */
  reserve(device: DeviceNumber, bytes: number): void;
}

export function makePartHandlers({
  blobs,
  mayRead,
  reserve,
}: PartParts): Pick<Handlers, 'missingParts' | 'putPart' | 'getPart' | 'devicePart' | 'putDevicePart'> {
  function shaOf(text: string): Sha256 {
    const parsed = Sha256.safeParse(text);
    if (!parsed.success) throw new CoveyError('bad-request', `${text} is no SHA-256`);
    return parsed.data;
  }

  async function store(sha: Sha256, bytes: Uint8Array) {
    if (bytes.length === 0) throw new CoveyError('bad-request', 'a part has at least one byte');
    await blobs.put(sha, bytes);
    return {};
  }

  async function serve(sha: Sha256, range: string | undefined) {
    const size = await blobs.size(sha);
    if (size === null) throw new CoveyError('not-found', `part ${sha} is not stored here`);
    return serveBlob(blobs, { size, parts: [{ sha, size }] }, range, {
      'cache-control': 'private, max-age=31536000, immutable',
      'content-disposition': contentDisposition(`${sha}.part`),
    });
  }

  return {
    async missingParts({ body }) {
      const missing: Sha256[] = [];
      for (const part of body.parts) if ((await blobs.size(part.sha)) !== part.size) missing.push(part.sha);
      return { missing: [...new Set(missing)] };
    },
    putPart: ({ param, body }) => store(shaOf(param('sha')), body),
    getPart: ({ param, context }) => serve(shaOf(param('sha')), context.req.header('range')),
    devicePart({ device, param, context }) {
      const sha = shaOf(param('sha'));
      if (!mayRead(device, sha))
        throw new CoveyError('forbidden', `no lease of this device needs part ${sha}`);
      return serve(sha, context.req.header('range'));
    },
    putDevicePart({ device, param, body }) {
      const sha = shaOf(param('sha'));
      reserve(device, body.length);
      return store(sha, body);
    },
  };
}
