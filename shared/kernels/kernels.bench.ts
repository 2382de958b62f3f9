// How fast one thread computes, against what a reader would otherwise use. Ours and the peer's rounds alternate.
import { createBLAKE3 } from 'hash-wasm';
import { benchRow, type BenchRow } from '../testing/bench-row.ts';
import { run as runCompress } from './compress/run.ts';
import { loadBlake3 } from './hash/blake3.ts';
import { readerOf, runChunk } from './memory-job.ts';
import { nativeModules, type NativeModules } from './native-modules.ts';
import { textBytes } from './testing/test-files.ts';

export const name = 'kernels';

const MIB = 1024 * 1024;
const ROUNDS = 9;

export async function run(): Promise<BenchRow[]> {
  const window = textBytes(MIB);
  const chunk = textBytes(4 * MIB);
  const blake3 = await loadBlake3();
  const reference = await createBLAKE3();
  const compressWith = (params: Record<string, unknown>, native?: NativeModules) => () =>
    runChunk(runCompress, { index: 0, params, args: { sizes: [chunk.length] } }, readerOf(chunk), native);
  const zstd = { format: 'zstd', archive: 'auto' };
  const gzip = { format: 'gzip', archive: 'auto' };
  return [
    await compare(
      'BLAKE3 of a MiB',
      MIB,
      'hash-wasm',
      () => blake3.hashWindow(window, 0, false),
      () => {
        reference.init().update(window).digest('binary');
      },
    ),
    await compare(
      'zstd 3 in WebAssembly',
      4 * MIB,
      'node:zlib',
      compressWith(zstd),
      compressWith(zstd, nativeModules()),
    ),
    await compare(
      'gzip by CompressionStream',
      4 * MIB,
      'node:zlib',
      compressWith(gzip),
      compressWith(gzip, nativeModules()),
    ),
  ];
}

async function compare(
  what: string,
  bytes: number,
  peer: string,
  ours: () => unknown,
  theirs: () => unknown,
): Promise<BenchRow> {
  const speed = async (work: () => unknown) => {
    const start = performance.now();
    await work();
    return bytes / 1000 / (performance.now() - start);
  };
  const mine: number[] = [];
  const others: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    mine.push(await speed(ours));
    others.push(await speed(theirs));
  }
  // The first round warms up.
  const median = others.slice(1).toSorted((a, b) => a - b)[ROUNDS >>> 1] ?? NaN;
  return benchRow(`kernels ${what}`, 'MB/s', mine.slice(1), { name: peer, value: median });
}
