// What measuring says of a thread that does not run at all: a failure, never a machine that is too busy.
import { expect, test } from 'vitest';
import { measureShare } from './measure-share.ts';

const nobody = { main: () => [], tasks: () => [], supervisor: () => [], setDuty: () => undefined };
const options = { windowMs: 100, windows: 1 };

test('a thread whose chunk failed fails the measurement', async () => {
  const failed = Promise.reject<never>(new Error('the chunk is broken'));
  await expect(measureShare({ ...nobody, failed }, 0.5, options)).rejects.toThrow('the chunk is broken');
});

test(
  'a thread that sleeps all the time is not taken for one that others hold up',
  { timeout: 20_000 },
  async () => {
    const failed = new Promise<never>(() => undefined);
    await expect(measureShare({ ...nobody, failed }, 0.5, options)).rejects.toThrow('it had 0 % of a core');
  },
);
