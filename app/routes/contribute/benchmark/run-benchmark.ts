// Measures this device: one thread alone, then all that its person allows at once, each a Worker of its own. Its contribution should rest
// meanwhile.
import type { MeasureAnswer, Measured, MeasureOrder } from './benchmark-messages.ts';
import type { Benchmark } from './benchmark-result.ts';

const HASH_MS = 1_000;
/** The slowest phone needs a few seconds to start and warm up. */
const PATIENCE_MS = 30_000;

/** @throws Error in words for people. */
export async function runBenchmark(threads: number, signal: AbortSignal): Promise<Benchmark> {
  const alone = await measureIn({ hashMs: HASH_MS, calibrates: true }, signal);
  const together =
    threads <= 1
      ? [alone]
      : await Promise.all(
          Array.from({ length: threads }, () => measureIn({ hashMs: HASH_MS, calibrates: false }, signal)),
        );
  return {
    at: Date.now(),
    score: alone.score ?? 0,
    oneThread: alone.hashBytesPerSecond,
    threads,
    allThreads: together.reduce((sum, each) => sum + each.hashBytesPerSecond, 0),
  };
}

async function measureIn(order: MeasureOrder, signal: AbortSignal): Promise<Measured> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('./measure.worker.ts', import.meta.url), {
    type: 'module',
    name: 'covey-measure',
  });
  const ends = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  try {
    return await new Promise<Measured>((resolve, reject) => {
      ends.addEventListener('abort', () => reject(new Error('it took too long')), { once: true });
      worker.onerror = () => reject(new Error('the part that measures did not start'));
      worker.onmessage = ({ data }: MessageEvent<MeasureAnswer>) =>
        data.ok ? resolve(data.measured) : reject(new Error(data.message));
      worker.postMessage(order);
    });
  } finally {
    worker.terminate();
  }
}
