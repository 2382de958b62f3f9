// What a sketch of a job is answered with, by a real scheduler in memory and the kernels as they are.
import { expect, test } from 'vitest';
import { JobSketch } from '../../../shared/contract/job.ts';
import { closedFiles } from '../../../shared/kernels/input-files.ts';
import { findKernel, parseParams } from '../../../shared/kernels/registry.ts';
import type { Coordinator } from '../../coordinator.ts';
import { Scenario } from '../../scheduler/scenario.ts';
import type { ApiRequest } from '../api.ts';
import { makeEstimateHandler } from './estimate-handler.ts';

/** One device with one thread that has computed 4 chunks of a kernel, each of the first estimate's cost, in a second each. */
async function askFor(kernel: string, asked: Record<string, unknown>, input: object) {
  const costs = { cost: (_: number, count: number) => 1000 * count };
  const s = new Scenario(undefined, costs);
  s.add(1, {}, { threads: 1 });
  s.submit(1, { kernel, count: 10, totalCost: 10_000 });
  s.results(1, 1, [0, 1, 2, 3], 1);
  const { estimateJob } = makeEstimateHandler({
    coordinator: () => ({ scheduler: s.scheduler }) as unknown as Coordinator,
    split: async (name, params, given) => findKernel(name).split(params, given, closedFiles),
  });
  const body = JobSketch.parse({ kernel, params: asked, input });
  return estimateJob({ swarm: 1, body } as unknown as ApiRequest<'estimateJob'>);
}

const round = { batch: 1024, chunks: 8, samples: 20_000 };

test.each([
  ['drawn digits', { kind: 'none' }],
  ['files that only their bytes say more about', { kind: 'files', sizes: [7_840_016, 10_008] }],
])('the time of a training is that of all its rounds: %s', async (_, input) => {
  const one = await askFor('train', { ...round, rounds: 1 }, input);
  const many = await askFor('train', { ...round, rounds: 60 }, input);
  expect(one).toMatchObject({ chunks: 8, rounds: 1, devices: 1 });
  expect(many).toMatchObject({ chunks: 8, rounds: 60, devices: 1 });
  const seconds = (answer: typeof one) => ('seconds' in answer ? (answer.seconds ?? 0) : 0);
  expect(seconds(one)).toBeGreaterThan(0);
  expect(seconds(many)).toBeCloseTo(60 * seconds(one), 5);
});

test('by default a training has sixty rounds', async () => {
  expect(await askFor('train', {}, { kind: 'none' })).toMatchObject({ rounds: 60 });
});

test('what follows on a job without being like it is not guessed at', async () => {
  const kernel = findKernel('script');
  const code = { sha: '0'.repeat(64), size: 10, name: 'a.ts', reduce: true };
  expect(kernel.rounds?.(parseParams(kernel, { code }))).toBe(2);
  expect(await askFor('script', { code }, { kind: 'range', count: 50 })).toMatchObject({ rounds: 1 });
});

test('a job that nothing follows on is one round', async () => {
  const answer = await askFor('probe', {}, { kind: 'range', count: 20 });
  expect(answer).toEqual({ chunks: 20, rounds: 1, seconds: expect.any(Number), devices: 1 });
});
