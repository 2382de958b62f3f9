// The plan of a product: which block of C a chunk is, what it reads and what it costs (multiply-adds). Blocks are counted
// in stripes of a few rows of blocks, within a stripe column by column, so that neighbours share their panel of B and a
// stripe's panels of A come round again soon. All of it is arithmetic.
import { type BlobManifest, partEnds, sliceBlob, type Slice } from '../../../contract/blob.ts';
import type { FilesInput, JobInput } from '../../../contract/job.ts';
import type { ChunkSpec, Plan } from '../../kernel.ts';
import { ELEMENT_BYTES } from '../npy/element-types.ts';
import type { NpyHeader } from '../npy/npy-header.ts';
import type { BlockArgs, MatmulParams, PanelSource, StoredPanel } from '../params.ts';
import type { Sizes } from './block-size.ts';

/** Rows of blocks in a stripe. */
const STRIPE_ROWS = 8;

/** What `split` keeps: the sizes and, for files, where their numbers lie. */
export interface MatmulIndex extends Sizes {
  version: 1;
  block: number;
  /** For files: A, B, and a random key under which devices may keep panels of B. */
  stored?: { a: NpyHeader; b: NpyHeader; key: string };
}

/** Rows [row, row+rows) and columns [column, column+columns) of C. */
export interface Block {
  row: number;
  column: number;
  rows: number;
  columns: number;
}

export interface BlockPlan extends Plan, Sizes {
  blockAt(index: number): Block;
  /** Blocks side by side. */
  readonly across: number;
  /** How many chunks [0, …) end with the stripe that chunk `index` lies in, and which rows of C it is. */
  stripeAt(index: number): { firstChunk: number; endChunk: number; row: number; rows: number };
}

export function openBlockPlan(params: MatmulParams, input: JobInput, index: Uint8Array): BlockPlan {
  const { m, k, n, block, stored } = JSON.parse(new TextDecoder().decode(index)) as MatmulIndex;
  const down = Math.ceil(m / block);
  const across = Math.ceil(n / block);
  const count = down * across;
  const fullStripe = STRIPE_ROWS * across;
  const files = input.kind === 'files' ? openFiles(input) : [];

  const stripeAt = (chunk: number) => {
    const firstRow = Math.floor(chunk / fullStripe) * STRIPE_ROWS;
    const blockRows = Math.min(STRIPE_ROWS, down - firstRow);
    const row = firstRow * block;
    return {
      firstChunk: firstRow * across,
      endChunk: (firstRow + blockRows) * across,
      blockRows,
      row,
      rows: Math.min(m - row, blockRows * block),
    };
  };

  const blockAt = (chunk: number): Block => {
    if (!Number.isInteger(chunk) || chunk < 0 || chunk >= count)
      throw new RangeError(`there is no chunk ${chunk} of ${count}`);
    const { firstChunk, blockRows, row: top } = stripeAt(chunk);
    const row = top + ((chunk - firstChunk) % blockRows) * block;
    const column = Math.floor((chunk - firstChunk) / blockRows) * block;
    return { row, column, rows: Math.min(block, m - row), columns: Math.min(block, n - column) };
  };

  /** Multiply-adds of chunks [0, end). */
  const costBefore = (end: number) => {
    if (end >= count) return m * n * k;
    const { row: top, rows } = stripeAt(end);
    const { row, column, columns } = blockAt(end);
    return (top * n + rows * column + (row - top) * columns) * k;
  };

  const describe = (chunk: number): ChunkSpec => {
    const { row, column, rows, columns } = blockAt(chunk);
    const args = (a: PanelSource, b: PanelSource, bKey: string): BlockArgs => ({
      rows,
      columns,
      depth: k,
      a,
      b,
      bKey,
    });
    if (!stored)
      return {
        input: [],
        args: args(
          { matrix: 'A', row, column: 0 },
          { matrix: 'B', row: 0, column },
          `generated ${params.seed} ${k} ${column} ${columns}`,
        ),
      };
    const a = storedPanel(files[0], stored.a, { row, column: 0, rows, columns: k }, 0);
    const b = storedPanel(files[1], stored.b, { row: 0, column, rows: k, columns }, a.bytes);
    return { input: [...a.slices, ...b.slices], args: args(a.panel, b.panel, `${stored.key} ${column}`) };
  };

  return {
    m,
    k,
    n,
    count,
    across,
    blockAt,
    stripeAt,
    describe,
    cost: (first, length) => costBefore(first + length) - costBefore(first),
  };
}

/** @throws Error when the plan was opened by another kernel. */
export function asBlockPlan(plan: Plan): BlockPlan {
  if (!('blockAt' in plan)) throw new Error('this is not a plan of blocks');
  return plan as BlockPlan;
}

interface OpenFile {
  blob: BlobManifest;
  ends: Float64Array;
  offset: number;
}

const openFiles = ({ files, blobs }: FilesInput) =>
  files.map(({ blob: number, offset }): OpenFile => {
    const blob = blobs[number] ?? { size: 0, parts: [] };
    return { blob, ends: partEnds(blob), offset };
  });

/** The bytes from the rectangle's first number to its last, and how the rectangle lies in them. */
function storedPanel(
  file: OpenFile | undefined,
  { type, columnMajor, rows, columns, dataAt }: NpyHeader,
  part: Block,
  at: number,
): { panel: StoredPanel; slices: Slice[]; bytes: number } {
  const bytesEach = ELEMENT_BYTES[type];
  const stride = (columnMajor ? rows : columns) * bytesEach;
  const [line, lines] = columnMajor ? [part.column, part.columns] : [part.row, part.rows];
  const [first, length] = columnMajor ? [part.row, part.rows] : [part.column, part.columns];
  const bytes = (lines - 1) * stride + length * bytesEach;
  if (!file) throw new Error('the index does not belong to this input');
  const offset = file.offset + dataAt + line * stride + first * bytesEach;
  return {
    panel: { at, lines, length, stride, type, columnMajor },
    slices: sliceBlob(file.blob, file.ends, offset, bytes),
    bytes,
  };
}
