// Reads a body piece by piece and gives it other borders. A body that brings nothing for too long is given up; time that the
// reader takes for itself does not count.
import { ClientError } from './client-error.ts';
import { reasonOf } from './platform.ts';

/** Cancels the body when the caller stops early. @throws ClientError `unreachable` when it breaks off or stalls, or the signal's reason. */
export async function* readChunks(
  body: ReadableStream<Uint8Array>,
  options: { stallMs: number; signal: AbortSignal | undefined },
): AsyncGenerator<Uint8Array, void> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await within(options.stallMs, reader.read());
      if (done) return;
      yield value;
    }
  } catch (error) {
    if (options.signal?.aborted) throw reasonOf(options.signal);
    if (error instanceof ClientError) throw error;
    throw new ClientError(
      'unreachable',
      `the download broke off: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(new ClientError('unreachable', `the download brought nothing for ${Math.round(ms / 1000)} s`)),
      ms,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The same bytes without the first `skip`, in pieces of exactly these sizes. @throws ClientError `unreachable` when they end before. */
export async function* cutChunks(
  chunks: AsyncIterable<Uint8Array>,
  skip: number,
  sizes: readonly number[],
): AsyncGenerator<Uint8Array, void> {
  let piece = 0;
  let held = new Uint8Array(sizes[0] ?? 0);
  let have = 0;
  if (sizes.length === 0) return;
  for await (const chunk of chunks) {
    let at = Math.min(skip, chunk.length);
    skip -= at;
    while (at < chunk.length) {
      const taken = chunk.subarray(at, at + held.length - have);
      held.set(taken, have);
      have += taken.length;
      at += taken.length;
      if (have < held.length) break;
      yield held;
      piece += 1;
      if (piece === sizes.length) return;
      held = new Uint8Array(sizes[piece] ?? 0);
      have = 0;
    }
  }
  throw new ClientError('unreachable', 'the download ended early');
}
