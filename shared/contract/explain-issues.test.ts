import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { explainIssues } from './explain-issues.ts';

const problemOf = (schema: z.ZodMiniType, value: unknown) => {
  const parsed = schema.safeParse(value);
  if (parsed.success) throw new Error('it was no problem');
  return explainIssues(parsed.error);
};

test('names where and what', () => {
  const schema = z.object({ files: z.array(z.object({ size: z.int() })) });
  expect(problemOf(schema, { files: [{ size: 1 }, { size: 'x' }] })).toMatch(
    /^files\[1\]\.size: Invalid input/,
  );
  expect(problemOf(z.int(), 'x')).toMatch(/^Invalid input/);
});

test('ten thousand wrong elements make a few sentences', () => {
  const problem = problemOf(z.array(z.int()), Array(10_000).fill('x'));
  expect(problem).toMatch(/; and 9995 more$/);
  expect(problem.length).toBeLessThan(500);
});

test('a key or a message of a megabyte is clipped, and lone surrogates do not leave', () => {
  const long = `\ud800${'k'.repeat(1_000_000)}`;
  const problem = problemOf(z.record(z.string(), z.int()), { [long]: 'x' });
  expect(problem.length).toBeLessThan(500);
  expect(problem.isWellFormed()).toBe(true);
  expect(problemOf(z.strictObject({}), { [long]: 1 }).length).toBeLessThan(500);
});
