// A job that is asked for twice with the same key: made once, whoever asks first, also across a restart.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCoordinator, type TestCoordinator } from './test-coordinator.ts';

const state: { coordinator?: TestCoordinator } = {};
beforeAll(async () => {
  state.coordinator = await startTestCoordinator();
});
afterAll(() => state.coordinator?.stop());

const request = (count: number) => ({ kernel: 'probe', input: { kind: 'range', count } });
const post = async (key: string, count = 10) => {
  const token = (await readFile(state.coordinator!.running.ownerTokenFile, 'utf8')).trim();
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': key };
  return state.coordinator!.api('POST', '/api/jobs', request(count), headers);
};
const jobs = async () => (await state.coordinator!.api('GET', '/api/jobs')).json as { id: string }[];

test('many requests at once with one key make one job and are all answered with it', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => post('a')));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(answers.map(({ json }) => json.job.id)).size).toBe(1);
  expect(await jobs()).toHaveLength(1);
});

test('after a restart it is still the same job, and another key makes another', async () => {
  const [first] = await jobs();
  await state.coordinator!.restart();
  expect((await post('a')).json.job.id).toBe(first!.id);
  expect((await post('b')).json.job.id).not.toBe(first!.id);
  expect(await jobs()).toHaveLength(2);
});

test('a key that was used for something else is refused, and so is one that is none', async () => {
  expect(await post('a', 11)).toMatchObject({ status: 400, json: { code: 'bad-request' } });
  expect(await post('with space')).toMatchObject({ status: 400, json: { code: 'bad-request' } });
  expect(await jobs()).toHaveLength(2);
});

test('a key whose request was refused makes a job once the request is right', async () => {
  expect((await post('c', 0)).status).toBe(400);
  expect((await post('c')).status).toBe(200);
});
