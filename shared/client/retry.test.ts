import { expect, test } from 'vitest';
import { CoveyError } from '../contract/errors.ts';
import { ClientError } from './client-error.ts';
import { makePlatform } from './fake-answers.ts';
import { waitFor } from './platform.ts';
import { pauseBefore, retry } from './retry.ts';

const options = { tries: 4, signal: undefined };
const failing = (times: number, error: Error) => {
  let calls = 0;
  return { attempt: async () => (++calls <= times ? Promise.reject(error) : calls), calls: () => calls };
};

test('what may succeed later is tried again, with longer and longer pauses', async () => {
  const platform = makePlatform();
  const { attempt } = failing(3, new ClientError('unreachable', 'down'));
  expect(await retry(platform, options, attempt)).toBe(4);
  expect(platform.waits).toHaveLength(3);
  expect(platform.waits[2]).toBeGreaterThan(platform.waits[0]!);
});

test('the last error is thrown when the tries are used up', async () => {
  const error = new CoveyError('disk-full', 'no room');
  const { attempt, calls } = failing(9, error);
  await expect(retry(makePlatform(), options, attempt)).rejects.toBe(error);
  expect(calls()).toBe(4);
});

test('what cannot succeed is thrown at once', async () => {
  const { attempt, calls } = failing(9, new CoveyError('bad-params', 'no'));
  await expect(retry(makePlatform(), options, attempt)).rejects.toThrow('no');
  expect(calls()).toBe(1);
});

test('an aborted signal ends the tries', async () => {
  const platform = makePlatform();
  const { attempt, calls } = failing(9, new ClientError('unreachable', 'down'));
  await expect(retry(platform, { tries: 4, signal: AbortSignal.abort() }, attempt)).rejects.toThrow('down');
  expect(calls()).toBe(1);
});

test('pauses grow to five seconds and no further, and differ between clients', () => {
  expect(pauseBefore(1, 0)).toBe(100);
  expect(pauseBefore(1, 1)).toBe(200);
  expect(pauseBefore(30, 1)).toBe(5000);
});

test('waiting rejects with the reason as soon as its signal is aborted', async () => {
  const stopping = new AbortController();
  const waiting = waitFor(1e6, stopping.signal);
  stopping.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await expect(waitFor(1e6, stopping.signal)).rejects.toThrow('enough');
  await waitFor(0);
});
