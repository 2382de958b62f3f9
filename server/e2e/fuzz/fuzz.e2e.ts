// CI's share of the fuzz, by time; `npm run soak -- fuzz` runs all of it. A failure says how to replay it.
import { expect, test } from 'vitest';
import { fuzzLive } from './fuzz-live.ts';
import { fuzzParsers } from './fuzz-parsers.ts';

const seed = Number(process.env.COVEY_SEED ?? Date.now() % 1_000_000);

test('every parser takes or refuses hostile input in good order: at once, without keeping it, and what it takes it would take again', () => {
  process.stdout.write(`fuzz of the parsers: COVEY_SEED=${seed}\n`);
  const report = fuzzParsers({ seed, inputs: 1_000_000, limitMs: 10_000 });
  expect(report.inputs).toBeGreaterThan(report.parsers * 8);
  expect(report.mutated / report.inputs).toBeGreaterThan(0.5);
  expect(report.taken).toBeGreaterThan(0);
});

test('[P6] hostile messages over live sockets and HTTP crash, hang and change nothing, and work goes on beside them', async () => {
  process.stdout.write(`fuzz over live sockets: COVEY_SEED=${seed}\n`);
  const report = await fuzzLive({ seed, messages: 50_000, limitMs: 20_000 });
  const sent = Object.values(report.sent);
  expect(Math.min(...sent)).toBeGreaterThan(0);
  expect(report.mutated / sent.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(0.5);
  expect(report.goodJobs).toBeGreaterThan(0);
});
