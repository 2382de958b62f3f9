// What an owner may choose for `matmul`, and what a chunk's computation is told: the block of C that it is, and where its
// rows of A and columns of B come from.
import * as z from 'zod/mini';
import type { ElementType } from './npy/element-types.ts';

/** Rows and columns of generated matrices. */
const MOST_GENERATED = 131_072;
const size = () => z._default(z.int().check(z.gte(1), z.lte(MOST_GENERATED)), 1024);

export const MatmulParams = z.strictObject({
  /** Without files: A has `m` rows and `k` columns, B has `k` rows and `n` columns. */
  m: size(),
  k: size(),
  n: size(),
  seed: z._default(z.int().check(z.gte(0), z.lte(0xffff_ffff)), 1),
  /** Rows and columns of C in one chunk; left out: what suits the sizes. */
  block: z.optional(z.int().check(z.gte(16), z.lte(4096))),
});
export type MatmulParams = z.infer<typeof MatmulParams>;

/** A rectangle of a stored matrix: `lines` lines of `length` elements, `stride` bytes apart, from byte `at` of the chunk's input. */
export interface StoredPanel {
  at: number;
  lines: number;
  length: number;
  stride: number;
  type: ElementType;
  /** Lines are columns: the matrix is in Fortran order. */
  columnMajor: boolean;
}

/** A rectangle of a generated matrix. */
export interface GeneratedPanel {
  matrix: 'A' | 'B';
  row: number;
  column: number;
}

export type PanelSource = StoredPanel | GeneratedPanel;

/** One block of C: `rows` × `columns`, the product of a panel of A (`rows` × `depth`) and one of B (`depth` × `columns`). */
export interface BlockArgs {
  rows: number;
  columns: number;
  depth: number;
  a: PanelSource;
  b: PanelSource;
  /** Chunks with the same key have the same panel of B; nobody can guess the key of files that are not theirs. */
  bKey: string;
}
