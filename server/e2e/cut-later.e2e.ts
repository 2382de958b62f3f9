// A kernel that looks into its files, over a real disk and real compute threads: cut once they are all there, or failed with the reason, also
// when the coordinator is started anew in between.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JobView } from '../../shared/contract/job.ts';
import { encodeNpyHeader } from '../../shared/kernels/matmul/npy/npy-header.ts';
import { startTestCoordinator, type TestCoordinator } from './test-coordinator.ts';
import { until } from './use-coordinator.ts';

const state: { coordinator?: TestCoordinator } = {};
beforeAll(async () => {
  state.coordinator = await startTestCoordinator();
});
afterAll(() => state.coordinator?.stop());

const api: TestCoordinator['api'] = (...asked) => state.coordinator!.api(...asked);
const shaOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A matrix whose numbers are all the same; another value is other bytes. */
function npy(rows: number, columns: number, value: number): Uint8Array {
  const numbers = new Float32Array(rows * columns).fill(value);
  return Buffer.concat([encodeNpyHeader(rows, columns), new Uint8Array(numbers.buffer)]);
}

async function submit(a: Uint8Array, b: Uint8Array) {
  const files = [a, b].map((bytes, blob) => ({
    name: `${'ab'[blob]}.npy`,
    size: bytes.length,
    blob,
    offset: 0,
  }));
  const blobs = [a, b].map((bytes) => ({
    size: bytes.length,
    parts: [{ sha: shaOf(bytes), size: bytes.length }],
  }));
  const request = { kernel: 'matmul', params: { block: 64 }, input: { kind: 'files', files, blobs } };
  return api('POST', '/api/jobs', request);
}

async function upload(bytes: Uint8Array): Promise<void> {
  const token = (await readFile(state.coordinator!.running.ownerTokenFile, 'utf8')).trim();
  const answer = await fetch(`${state.coordinator!.url}/api/parts/${shaOf(bytes)}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
    body: new Uint8Array(bytes),
  });
  expect(answer.status).toBe(200);
}

const job = async (id: string) => (await api('GET', `/api/jobs/${id}`)).json as JobView;

test('[E8] it has no chunks before its files are there, and is cut then', async () => {
  const [a, b] = [npy(128, 64, 1), npy(64, 192, 2)];
  const { json } = await submit(a, b);
  expect(json).toMatchObject({ job: { state: 'uploading', chunks: 0 }, missing: [shaOf(a), shaOf(b)] });
  await upload(a);
  expect((await api('POST', `/api/jobs/${json.job.id}/uploaded`)).json).toMatchObject({
    job: { state: 'uploading', chunks: 0 },
    missing: [shaOf(b)],
  });
  await state.coordinator!.restart();
  expect(await job(json.job.id)).toMatchObject({ state: 'uploading', chunks: 0 });
  await upload(b);
  await api('POST', `/api/jobs/${json.job.id}/uploaded`);
  const cut = await until(
    () => job(json.job.id),
    ({ chunks }) => chunks > 0,
  );
  expect(cut).toMatchObject({ state: 'queued', chunks: 6 });
  await state.coordinator!.restart();
  expect(await job(json.job.id)).toMatchObject({ state: 'queued', chunks: 6 });
  expect((await submit(a, b)).json, 'all is there: it is cut at once').toMatchObject({
    job: { state: 'queued', chunks: 6 },
    missing: [],
  });
});

test('[E8] files that do not fit fail the job with the reason, or refuse it where they are there already', async () => {
  const [a, b] = [npy(8, 8, 3), npy(9, 8, 4)];
  const { json } = await submit(a, b);
  await upload(a);
  await upload(b);
  await api('POST', `/api/jobs/${json.job.id}/uploaded`);
  const failed = await until(
    () => job(json.job.id),
    ({ state: now }) => now === 'failed',
  );
  expect(failed).toMatchObject({ chunks: 0, failed: 0 });
  expect(failed.note).toMatch(/8.*9/);
  const refused = await submit(a, b);
  expect(refused.status).toBeGreaterThanOrEqual(400);
  expect(refused.json.message).toBe(failed.note);
});

test('what it would make is guessed from sizes alone', async () => {
  const sizes = [npy(128, 128, 5).length, npy(128, 128, 6).length];
  const sketch = { kernel: 'matmul', params: { block: 64 }, input: { kind: 'files', sizes } };
  expect((await api('POST', '/api/jobs/estimate', sketch)).json).toMatchObject({ chunks: 4, seconds: null });
});
