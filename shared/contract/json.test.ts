import { expect, test } from 'vitest';
import { JobRequest } from './job.ts';

test('a job’s parameters hold no number that could not be written down again', () => {
  const ask = (params: string) =>
    JobRequest.safeParse({
      kernel: 'hash',
      params: JSON.parse(params),
      input: { kind: 'range', start: 0, count: 1 },
    });
  expect(ask('{"a":[1e308,{"b":-0.5}]}').success).toBe(true);
  expect(ask('{"a":[1,{"b":1e999}]}').error?.issues[0]?.message).toBe('holds a number that is too large');
});
