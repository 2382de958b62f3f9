// Pushes bytes through a platform stream, one piece in flight each way.
export async function pump(
  stream: CompressionStream | DecompressionStream,
  source: AsyncIterable<Uint8Array>,
  take: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const writer = stream.writable.getWriter();
  const feed = async () => {
    try {
      for await (const bytes of source) await writer.write(new Uint8Array(bytes));
      await writer.close();
    } catch (error) {
      // The reader below must not wait for the end of a stream that nobody feeds any more.
      await writer.abort(error).catch(() => undefined);
      throw error;
    }
  };
  const reader = stream.readable.getReader();
  const drain = async () => {
    for (let next = await reader.read(); !next.done; next = await reader.read()) await take(next.value);
  };
  const draining = drain().catch(async (error: unknown) => {
    await reader.cancel(error).catch(() => undefined);
    throw error;
  });
  const [fed, drained] = await Promise.allSettled([feed(), draining]);
  if (fed.status === 'rejected') throw fed.reason;
  if (drained.status === 'rejected') throw drained.reason;
}
