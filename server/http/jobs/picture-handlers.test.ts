// The pieces of a picture that are there while its job runs.
import { expect, test, vi } from 'vitest';
import { MemoryBlobs, planJob } from '../../../shared/kernels/memory-job.ts';
import { findKernel, parseParams } from '../../../shared/kernels/registry.ts';
import { Scenario } from '../../scheduler/scenario.ts';
import { listPieces } from './picture-handlers.ts';

/** A picture of 4 × 3 tiles; spans do not end where tiles end. */
async function renderPart(samples: number, accepted: (index: number) => boolean) {
  const render = findKernel('render');
  const params = parseParams(render, { width: 256, height: 192, samples });
  const planned = await planJob(render, params, { kind: 'none' }, new MemoryBlobs());
  const { count } = planned.plan;
  const s = new Scenario();
  s.add(1, {}, { threads: 8 });
  s.submit(1, { count, spanSize: 8 });
  for (let index = 0; index < count; index++) if (accepted(index)) s.results(1, 1, [index]);
  const { every, placeOf: place } = render.pieces!;
  const placeOf = vi.fn<typeof place>(place);
  const pieces = { every, placeOf };
  const open = { kernel: { ...render, pieces }, params, input: planned.input, plan: planned.plan };
  const listed = listPieces({ job: s.job(1), open }, pieces);
  const asked = placeOf.mock.calls.map(([, , index]) => index);
  return { pieces: listed, asked };
}

test('a tile is listed once its first block of paths is there, and its other blocks are not looked at', async () => {
  // 3 blocks in each of 12 tiles; of the third tile the first block is missing, of the last one the others
  const { pieces, asked } = await renderPart(48, (index) => index !== 6 && index < 34);
  const tiles = [0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11];
  expect(asked).toEqual(tiles.map((tile) => 3 * tile));
  expect(pieces.map(({ chunk }) => chunk)).toEqual(asked);
  expect(pieces.map(({ name }) => name)).toEqual(
    tiles.map((tile) => `${64 * (tile % 4)}, ${64 * Math.floor(tile / 4)}`),
  );
});

test('where each chunk is a tile each is listed', async () => {
  const { pieces } = await renderPart(16, (index) => index !== 5);
  expect(pieces.map(({ chunk }) => chunk)).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11]);
});
