// How fast one thread draws, hashes and counts, against what a reader would write in a few lines; and what checking a result costs beside
// computing it. Ours and the peer's rounds alternate.
import { createHash } from 'node:crypto';
import { benchRow, type BenchRow } from '../testing/bench-row.ts';
import type { KernelDescription, KernelScript } from './kernel.ts';
import { filesInput, MemoryBlobs, planJob, readerOf, reduceAll, runAll, runChunk } from './memory-job.ts';
import { montecarlo } from './montecarlo/describe.ts';
import { run as runMontecarlo } from './montecarlo/run.ts';
import { verify as verifyMontecarlo } from './montecarlo/verify.ts';
import { parseParams } from './registry.ts';
import { search } from './search/describe.ts';
import { run as runSearch } from './search/run.ts';
import { verify as verifySearch } from './search/verify.ts';
import { textBytes } from './testing/test-files.ts';
import { train } from './train/describe.ts';
import { run as runTrain } from './train/run.ts';
import { trainPlainly } from './train/testing/plain-training.ts';
import { textTokenize } from './text-tokenize/describe.ts';
import { run as runTokenize } from './text-tokenize/run.ts';

export const name = 'counted kernels';

const ROUNDS = 7;
const MIB = 1024 * 1024;
const nothing = readerOf(new Uint8Array(0));

export async function run(): Promise<BenchRow[]> {
  const drawn = chunkOf(montecarlo, runMontecarlo, { samples: 1_048_576 });
  const hashed = chunkOf(search, runSearch, { zeroBits: 48, tries: 262_144 });
  return [
    await compare('counted kernels π from random points', ['M/s', 1.048576], drawn.run, [
      'Math.random',
      plainPi,
    ]),
    await share('counted kernels montecarlo check', drawn, (result) =>
      verifyMontecarlo(drawn.params, null, 0, nothing, readerOf(result)),
    ),
    await compare('counted kernels SHA-256 of short messages', ['M/s', 0.262144], hashed.run, [
      'node:crypto',
      () => plainHashes(262_144),
    ]),
    await share('counted kernels search check', hashed, (result) =>
      verifySearch(hashed.params, null, 0, nothing, readerOf(result)),
    ),
    await compare('counted kernels a round of training', ['samples/s', 512], await trainOnce(), [
      'a plain loop',
      () => void trainPlainly(parseParams(train, { rounds: 1, samples: 2000 })),
    ]),
    await compare('counted kernels words, cut and joined', ['MB/s', 12], countCut, ['one pass', countWhole]),
  ];
}

function chunkOf<P>(kernel: KernelDescription<P>, run: KernelScript['run'], given: Record<string, unknown>) {
  const params = parseParams(kernel, given);
  return { params, run: () => runChunk(run, { index: 0, params, args: undefined }, nothing) };
}

/** The first round of a network, all of it in one chunk. */
async function trainOnce() {
  const params = parseParams(train, { rounds: 1, samples: 2000, chunks: 1 });
  const { plan } = await planJob(train, params, { kind: 'none' }, new MemoryBlobs());
  return () => runChunk(runTrain, { index: 0, params, args: plan.describe(0)?.args }, nothing);
}

function plainPi(): void {
  let inside = 0;
  for (let i = 0; i < 1_048_576; i++) if (Math.random() ** 2 + Math.random() ** 2 < 1) inside++;
  if (inside === 0) throw new Error('no point lay inside');
}

function plainHashes(count: number): void {
  for (let i = 0; i < count; i++)
    if (createHash('sha256').update(`covey${i}`).digest().readUInt32BE() === 0) throw new Error('found');
}

const text = textBytes(12 * MIB);

async function countCut(): Promise<void> {
  const blobs = new MemoryBlobs();
  const input = filesInput(blobs, [{ name: 'a', bytes: text }]);
  const job = await planJob(textTokenize, parseParams(textTokenize, {}), input, blobs);
  await reduceAll(job, await runAll(job, runTokenize));
}

async function countWhole(): Promise<void> {
  const args = { size: text.length, isFirst: true, isLast: true };
  await runChunk(runTokenize, { index: 0, params: parseParams(textTokenize, {}), args }, readerOf(text));
}

type Work = () => unknown;

async function timeOf(work: Work): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >>> 1] ?? NaN;

async function compare(
  what: string,
  [unit, amount]: [string, number],
  ours: Work,
  [peer, theirs]: [string, Work],
): Promise<BenchRow> {
  const mine: number[] = [];
  const others: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    mine.push(amount / (await timeOf(ours)));
    others.push(amount / (await timeOf(theirs)));
  }
  // The first round warms up.
  return benchRow(what, unit, mine.slice(1), { name: peer, value: median(others.slice(1)) });
}

/** What checking takes of the time of computing, in percent. */
async function share(
  what: string,
  chunk: { run: () => Promise<Uint8Array> },
  check: (result: Uint8Array) => Promise<unknown>,
): Promise<BenchRow> {
  const result = await chunk.run();
  const shares: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const computing = await timeOf(chunk.run);
    shares.push((100 * (await timeOf(() => check(result)))) / computing);
  }
  return benchRow(what, '% of computing', shares.slice(1));
}
