// Uploads the owner's own code, a script or a module of WebAssembly, before the job that runs it is made: the coordinator puts the
// job's script together when it admits the job.
import { PART_BYTES } from '../contract/blob.ts';
import { CoveyError } from '../contract/errors.ts';
import type { Sha256 } from '../contract/ids.ts';
import type { Client } from './connect.ts';
import { retry } from './retry.ts';

export interface OwnCode {
  /** The file's name, for messages. */
  name: string;
  /** One CommonJS module as UTF-8 text, or a module of WebAssembly. */
  bytes: Uint8Array;
  /** Whether it exports a `reduce`. */
  reduce?: boolean;
}

const TRIES = 5;

/** @returns what the job's parameter `code` says of it. @throws CoveyError `too-large`, ClientError or the signal's reason. */
export async function uploadCode(
  client: Client,
  { name, bytes, reduce = false }: OwnCode,
  signal?: AbortSignal,
): Promise<{ sha: Sha256; size: number; name: string; reduce: boolean }> {
  if (bytes.length > PART_BYTES)
    throw new CoveyError(
      'too-large',
      `${JSON.stringify(name)} has ${bytes.length} bytes; code has at most ${PART_BYTES}`,
    );
  const sha = (await client.platform.sha256(bytes)) as Sha256;
  await retry(client.platform, { tries: TRIES, signal }, () =>
    client.call('putPart', { path: { sha }, bytes, ...(signal && { signal }) }),
  );
  return { sha, size: bytes.length, name: name.slice(-200), reduce };
}
