// Downloads one output file as a stream of checked pieces: every part is compared with the hash in the file's manifest before it is
// handed on. A connection that breaks, stalls or brings wrong bytes is taken up again, by an HTTP range, after the last good part.
import { CoveyError } from '../contract/errors.ts';
import type { JobId } from '../contract/ids.ts';
import type { OutputFile } from '../contract/job.ts';
import { ClientError } from './client-error.ts';
import type { Client } from './connect.ts';
import { reasonOf, waitFor } from './platform.ts';
import { cutChunks, readChunks } from './read-chunks.ts';
import { pauseBefore } from './retry.ts';
import { mayTryAgain } from './send.ts';

/** In a row without one good part: about 45 s. */
const TRIES = 15;
const STALL_MS = 60_000;

/** Yields at most 4 MiB at a time, in order, `file.size` bytes in all. @throws CoveyError, ClientError or the signal's reason. */
export async function* downloadOutput(
  client: Client,
  job: JobId,
  number: number,
  file: OutputFile,
  options: { signal?: AbortSignal; stallMs?: number } = {},
): AsyncGenerator<Uint8Array, void> {
  const { signal, stallMs = STALL_MS } = options;
  const wait = client.platform.wait ?? waitFor;
  let next = 0;
  let offset = 0;
  for (let tries = 0; next < file.blob.parts.length;) {
    try {
      for await (const bytes of readParts(client, { job, number, file }, { next, offset, signal, stallMs })) {
        tries = 0;
        next += 1;
        offset += bytes.length;
        yield bytes;
      }
    } catch (error) {
      tries += 1;
      if (signal?.aborted) throw reasonOf(signal);
      if (!mayTryAgain(error) || tries >= TRIES) throw error;
      await wait(pauseBefore(tries), signal);
    }
  }
}

interface Wanted {
  job: JobId;
  number: number;
  file: OutputFile;
}

/** From part `next`, which begins at `offset`, as far as one answer goes. */
async function* readParts(
  client: Client,
  { job, number, file }: Wanted,
  {
    next,
    offset,
    signal,
    stallMs,
  }: { next: number; offset: number; signal: AbortSignal | undefined; stallMs: number },
): AsyncGenerator<Uint8Array, void> {
  const headers: Record<string, string> = offset > 0 ? { range: `bytes=${offset}-` } : {};
  const answer = await client.open('downloadOutput', {
    path: { id: job, n: number },
    headers,
    ...(signal ? { signal } : {}),
  });
  if (!answer.body)
    throw new ClientError('strange-answer', `${client.url} answered without the bytes of ${file.name}`);
  const parts = file.blob.parts.slice(next);
  // Who does not know ranges sends everything.
  const skip = answer.status === 206 ? 0 : offset;
  let index = 0;
  for await (const bytes of cutChunks(
    readChunks(answer.body, { stallMs, signal }),
    skip,
    parts.map((part) => part.size),
  )) {
    if ((await client.platform.sha256(bytes)) !== parts[index++]?.sha)
      throw new CoveyError('hash-mismatch', `bytes of ${file.name} changed on their way from ${client.url}`);
    yield bytes;
  }
}
