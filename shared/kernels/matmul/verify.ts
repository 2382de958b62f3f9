// Judges a block of C by Freivalds' check: three readings of its panels instead of a product. What is random is drawn here,
// after the result was handed in, so that no device can make a result to suit it.
import type { ByteReader, ChunkSpec, Verdict } from '../kernel.ts';
import { loadCheckModule } from './check/check-module.ts';
import { judgeProduct, type Random } from './check/judge-product.ts';
import { noRest } from './multiply/multiplier.ts';
import { openPanel } from './panels/open-panel.ts';
import { readPanel, type ReadBytes } from './panels/read-panel.ts';
import type { BlockArgs, MatmulParams, PanelSource } from './params.ts';

export async function verify(
  { seed }: MatmulParams,
  spec: ChunkSpec | null,
  _chunk: number,
  input: ByteReader,
  result: ByteReader,
): Promise<Verdict> {
  if (!spec) throw new Error('a chunk of matmul always has a description');
  const { rows, columns, depth, a, b } = spec.args as BlockArgs;
  const expected = rows * columns * 4;
  if (result.size !== expected)
    return {
      verdict: 'rejected',
      reason: `a block of ${rows} × ${columns} has ${expected} bytes, not ${result.size}`,
    };
  const module = await loadCheckModule();
  const reader =
    (from: ByteReader): ReadBytes =>
    (offset, length) =>
      from.read(offset, length);
  const open = (source: PanelSource, size: { rows: number; columns: number }) =>
    openPanel(source, { seed, ...size }, module, reader(input), noRest);
  const claimed = await readPanel(
    { at: 0, lines: 1, length: rows * columns, stride: expected, type: 'f4', columnMajor: false },
    reader(result),
    noRest,
  );
  const product = {
    a: await open(a, { rows, columns: depth }),
    b: await open(b, { rows: depth, columns }),
    c: { values: claimed, rows, columns },
  };
  return judgeProduct(module, product, drawRandom());
}

/** Numbers that nobody can know beforehand. */
function drawRandom(): Random {
  const pool = new Uint32Array(256);
  let next = pool.length;
  return () => {
    if (next === pool.length) {
      crypto.getRandomValues(pool);
      next = 0;
    }
    return (pool[next++] ?? 0) / 2 ** 32;
  };
}
