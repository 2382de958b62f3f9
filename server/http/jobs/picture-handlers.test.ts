// The pieces of a picture that are there, of a job that runs.
import { expect, test } from 'vitest';
import { unpackPieces } from '../../../shared/contract/picture-pieces.ts';
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
  return unpackPieces(listPieces(render.pieces!(params), s.job(1).spans));
}

test('a tile is there once its first block of paths is, whatever its other blocks are', async () => {
  // 3 blocks in each of 12 tiles; of the third tile the first block is missing, of the last one the others
  const pieces = await renderPart(48, (index) => index !== 6 && index < 34);
  expect(pieces).toEqual([0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test('where each chunk is a tile each is there', async () => {
  expect(await renderPart(16, (index) => index !== 5)).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11]);
});

test('a span of which all is accepted has no bits, and is all there', () => {
  const grid = { width: 256, height: 192, side: 64, every: 2 };
  const spans = [
    { first: 0, count: 3, accepted: null },
    { first: 3, count: 21, accepted: Uint8Array.of(0b10, 0, 0) },
  ];
  expect(unpackPieces(listPieces(grid, spans))).toEqual([0, 1, 2]);
});
