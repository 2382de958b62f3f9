import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { ClientError } from '../../shared/client/client-error.ts';
import { CoveyError } from '../../shared/contract/errors.ts';
import { describeProblem, Problem } from './problem.ts';

test('every error has a code, what happened and what to do', async () => {
  expect(describeProblem(new Problem('a-code', 'it happened', 'do this'))).toEqual({
    code: 'a-code',
    message: 'it happened',
    hint: 'do this',
  });
  expect(describeProblem(new CoveyError('code-expired', 'too late'))).toEqual({
    code: 'code-expired',
    message: 'too late',
    hint: 'Ask the owner for a new code.',
  });
  expect(describeProblem(new ClientError('unreachable', 'nobody'))).toMatchObject({
    code: 'unreachable',
    message: 'nobody',
    hint: expect.stringMatching('covey serve'),
  });
  const error = await readFile('/does/not/exist').catch((e: unknown) => e);
  expect(describeProblem(error)).toEqual({
    code: 'ENOENT',
    message: "no such file or directory, open '/does/not/exist'",
    hint: 'Check the name; it does not exist.',
  });
  expect(describeProblem('odd')).toMatchObject({
    code: 'internal',
    message: 'odd',
    hint: expect.stringMatching('COVEY_DEBUG'),
  });
});
