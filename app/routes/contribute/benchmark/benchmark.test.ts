import { expect, test } from 'vitest';
import { type Benchmark, gainText, keepBenchmark, loadBenchmark, speedText } from './benchmark-result.ts';
import { measureHash } from './measure-hash.ts';

const benchmark: Benchmark = { at: 1, score: 30_000, oneThread: 240e6, threads: 2, allThreads: 430e6 };

function fakeStorage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

test('the last measurement is kept; what cannot be read was never measured', () => {
  const storage = fakeStorage();
  expect(loadBenchmark(storage)).toBeNull();
  keepBenchmark(storage, benchmark);
  expect(loadBenchmark(storage)).toEqual(benchmark);
  for (const broken of ['{', '{}', JSON.stringify({ ...benchmark, oneThread: 0 })]) {
    storage.setItem('covey-benchmark', broken);
    expect(loadBenchmark(storage)).toBeNull();
  }
});

test('what more threads bring is said, and nothing where there is one', () => {
  expect(gainText(benchmark)).toBe('2 threads at once do 1.8 times as much as one.');
  expect(gainText({ ...benchmark, threads: 1 })).toBe('');
  expect(speedText(240e6)).toBe('240 MB/s');
});

test('the hash kernel’s own code is measured, for as long as was asked', async () => {
  const start = performance.now();
  const bytesPerSecond = await measureHash(50, () => performance.now());
  expect(performance.now() - start).toBeGreaterThanOrEqual(50);
  expect(bytesPerSecond).toBeGreaterThan(1e6);
  expect(bytesPerSecond).toBeLessThan(1e11);
});
