// What checking a compressed chunk costs beside compressing it: CPU time of the thread. A chunk of this
// program's own source text, and one of bytes that do not compress.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchRow, type BenchRow } from '../../testing/bench-row.ts';
import { joinBytes } from '../bytes/join-bytes.ts';
import { filesInput, MemoryBlobs, planJob, readerOf, runChunk } from '../memory-job.ts';
import { nativeModules } from '../native-modules.ts';
import { parseParams } from '../registry.ts';
import { noiseBytes } from '../testing/test-files.ts';
import { compress } from './describe.ts';
import { run as runCompress } from './run.ts';
import { verify } from './verify.ts';

export const name = 'compress';

const ROUNDS = 9;
const BYTES = 4 * 1024 * 1024;

const JOBS = [
  { what: 'gzip', params: { format: 'gzip' } },
  { what: 'gzip in a zip', params: { format: 'gzip', archive: 'zip' } },
  { what: 'zstd', params: { format: 'zstd' } },
] as const;

export async function run(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const { what, params } of JOBS)
    for (const [kind, bytes] of [
      ['source text', sourceText()],
      ['noise', noiseBytes(BYTES)],
    ] as const)
      for (const native of [true, false])
        rows.push(
          benchRow(
            `compress check: ${what} of ${kind}, by a device ${native ? 'in Node' : 'in a browser'}`,
            '% of computing',
            await sharesOf(params, bytes, native),
          ),
        );
  return rows;
}

/** As much of the sources of `shared/` as a chunk holds. */
function sourceText(): Uint8Array {
  const shared = new URL('../../', import.meta.url).pathname;
  const files = globSync('**/*.ts', { cwd: shared }).toSorted();
  return joinBytes(files.map((file) => new Uint8Array(readFileSync(join(shared, file))))).subarray(0, BYTES);
}

async function sharesOf(given: Record<string, unknown>, bytes: Uint8Array, native: boolean) {
  const params = parseParams(compress, given);
  const blobs = new MemoryBlobs();
  const job = await planJob(compress, params, filesInput(blobs, [{ name: 'a', bytes }]), blobs);
  const spec = job.plan.describe(0);
  const input = job.blobs.input(spec);
  const task = { index: 0, params, args: spec?.args };
  const shares: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const computed = await cpuOf(() =>
      runChunk(runCompress, task, input, native ? nativeModules() : undefined),
    );
    const checked = await cpuOf(() => verify(params, spec, 0, input, readerOf(computed.value)));
    if (checked.value.verdict !== 'accepted') throw new Error(`a chunk was ${checked.value.verdict}`);
    shares.push((100 * checked.cpuMs) / computed.cpuMs);
  }
  // The first round warms up.
  return shares.slice(1);
}

/** Of the process: a stream of the platform's works in threads of its own. */
async function cpuOf<T>(work: () => Promise<T>): Promise<{ value: T; cpuMs: number }> {
  const before = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  return { value, cpuMs: (user + system) / 1000 };
}
