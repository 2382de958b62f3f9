// Lays the blocks side by side into `C.npy`, which NumPy opens: a header and the rows of C as little-endian f32. A matrix of
// one column of blocks is its results end to end, by reference. Blocks that failed for good are NaN and named in `failed.txt`.
import type { OutputFile } from '../../contract/job.ts';
import type { ByteReader, OutputWriter, ReduceContext } from '../kernel.ts';
import { appendResult } from '../results/append-result.ts';
import { eachResult } from '../results/each-result.ts';
import { writeFailed } from '../results/write-failed.ts';
import { encodeNpyHeader } from './npy/npy-header.ts';
import type { MatmulParams } from './params.ts';
import { asBlockPlan, type BlockPlan } from './plan/block-plan.ts';

const WRITE_BYTES = 4 * 1024 * 1024;
/** Any NaN will do; this is NumPy's, little-endian. */
const NAN = [0x00, 0x00, 0xc0, 0x7f];

export async function reduce(context: ReduceContext<MatmulParams>): Promise<OutputFile[]> {
  const plan = asBlockPlan(context.plan);
  const writer = context.create('C.npy');
  await writer.write(encodeNpyHeader(plan.m, plan.n));
  if (plan.across === 1 && context.failed.length === 0)
    for await (const entry of eachResult(context)) await appendResult(writer, entry);
  else await writeStripes(context, plan, writer);
  const failed = context.failed.map((index) => {
    const { row, column, rows, columns } = plan.blockAt(index);
    return `C.npy [${row}:${row + rows}, ${column}:${column + columns}]`;
  });
  return [await writer.close(), ...(await writeFailed(context, failed))];
}

/** Holds the readers of one stripe of blocks at a time, and a few of its rows. */
async function writeStripes(
  context: ReduceContext<MatmulParams>,
  plan: BlockPlan,
  writer: OutputWriter,
): Promise<void> {
  let readers = new Map<number, ByteReader>();
  let stripe = plan.stripeAt(0);
  const finishStripe = async () => {
    await writeRows(plan, stripe, readers, writer, context.signal);
    readers = new Map();
    if (stripe.endChunk < plan.count) stripe = plan.stripeAt(stripe.endChunk);
  };
  for await (const { index, reader } of eachResult(context)) {
    while (index >= stripe.endChunk) await finishStripe();
    readers.set(index, reader);
  }
  for (let left = true; left;) {
    left = stripe.endChunk < plan.count;
    await finishStripe();
  }
}

async function writeRows(
  plan: BlockPlan,
  { firstChunk, endChunk, row: top, rows }: ReturnType<BlockPlan['stripeAt']>,
  readers: ReadonlyMap<number, ByteReader>,
  writer: OutputWriter,
  signal: AbortSignal,
): Promise<void> {
  const rowBytes = 4 * plan.n;
  const rowsEach = Math.max(1, Math.floor(WRITE_BYTES / rowBytes));
  const blocks = Array.from({ length: endChunk - firstChunk }, (_, i) => ({
    ...plan.blockAt(firstChunk + i),
    reader: readers.get(firstChunk + i),
  }));
  for (let first = top; first < top + rows; first += rowsEach) {
    signal.throwIfAborted();
    const end = Math.min(top + rows, first + rowsEach);
    const band = new Uint8Array((end - first) * rowBytes);
    for (const { row, column, rows: height, columns, reader } of blocks) {
      const from = Math.max(first, row);
      const to = Math.min(end, row + height);
      if (from >= to) continue;
      const width = 4 * columns;
      const bytes = await reader?.read((from - row) * width, (to - from) * width);
      for (let i = from; i < to; i++) {
        const at = (i - first) * rowBytes + 4 * column;
        if (bytes) band.set(bytes.subarray((i - from) * width, (i - from + 1) * width), at);
        else for (let j = 0; j < width; j += 4) band.set(NAN, at + j);
      }
    }
    await writer.write(band);
  }
}
