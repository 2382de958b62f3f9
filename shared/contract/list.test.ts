import { expect, test } from 'vitest';
import { explainIssues } from './explain-issues.ts';
import { JobRequest, MAX_FILES } from './job.ts';

const request = (files: unknown[]) => ({ kernel: 'hash', input: { kind: 'files', files, blobs: [] } });
const file = { name: 'a', size: 0, blob: 0, offset: 0 };

test('a list gives its elements as they were parsed', () => {
  const parsed = JobRequest.parse(request([{ ...file, more: 1 }, file]));
  expect(parsed.input).toMatchObject({ files: [file, file] });
  expect(parsed.input.kind === 'files' && Object.keys(parsed.input.files[0] ?? {})).toEqual(
    Object.keys(file),
  );
});

test('of a list full of wrong elements the first is told, and soon', () => {
  const started = performance.now();
  const parsed = JobRequest.safeParse(request([file, ...Array<unknown>(MAX_FILES - 1).fill({})]));
  expect(performance.now() - started).toBeLessThan(500);
  expect(parsed.success).toBe(false);
  expect(parsed.error?.issues).toHaveLength(4);
  expect(parsed.error && explainIssues(parsed.error)).toMatch(/^input\.files\[1\]\.name: Invalid input/);
});

test('a list that is too long, or none, is refused', () => {
  expect(JobRequest.safeParse(request(Array<unknown>(MAX_FILES + 1).fill(file))).success).toBe(false);
  expect(
    JobRequest.safeParse({ kernel: 'hash', input: { kind: 'files', files: {}, blobs: [] } }).success,
  ).toBe(false);
});
