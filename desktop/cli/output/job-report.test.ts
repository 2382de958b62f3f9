import { expect, test } from 'vitest';
import { makeJob } from '../../../shared/client/fake-answers.ts';
import type { JobReport } from '../../host/run-job.ts';
import { describeProgress } from './job-progress.ts';
import { describeReport, problemOf } from './job-report.ts';
import { reportJson } from './json.ts';

const report = (job: Parameters<typeof makeJob>[0], more: Partial<JobReport> = {}): JobReport => ({
  job: makeJob(job),
  failures: [],
  devices: [],
  outputs: [],
  ...more,
});
const done = { state: 'done', startedAt: 1000, endedAt: 3500, inputBytes: 1e9 } as const;

test('the line for scripts has exactly what was promised', () => {
  const devices = [{ name: 'laptop', chunks: 4, seconds: 3.5 }];
  expect(reportJson(report(done, { devices, outputs: ['/out/a'] }))).toEqual({
    jobId: makeJob().id,
    state: 'done',
    chunks: 4,
    failed: 0,
    seconds: 2.5,
    devices,
    outputs: ['/out/a'],
  });
});

test('a job that never started took no time', () => {
  expect(reportJson(report({ state: 'cancelled', endedAt: null })).seconds).toBe(0);
});

test('people see devices, failures and paths as short as they can be typed', () => {
  const lines = describeReport(
    report(
      { ...done, failed: 1 },
      {
        devices: [{ name: 'lap\ntop', chunks: 4, seconds: 3.5 }],
        outputs: ['/home/x/out/a', '/elsewhere/b'],
        failures: [{ index: 2, attempts: 3, code: 'threw', message: 'no' }],
      },
    ),
    '/home/x',
  );
  expect(lines).toEqual([
    'a job: done in 2.5 s, 4 chunks, 400 MB/s',
    'device       chunks  compute time',
    'lap\\u{a}top       4  3.5 s',
    'chunk 2 failed 3 times: no (threw)',
    'wrote out/a',
    'wrote /elsewhere/b',
  ]);
});

test('anything but a job with every chunk right is a problem', () => {
  expect(problemOf(report(done))).toBeNull();
  expect(problemOf(report({ ...done, failed: 1 }))?.code).toBe('chunks-failed');
  expect(problemOf(report({ state: 'cancelled' }))?.code).toBe('cancelled');
  expect(problemOf(report({ state: 'failed', note: 'why' }))).toMatchObject({
    code: 'job-failed',
    message: 'the job "a job" failed: why',
  });
});

test('progress is one line', () => {
  expect(describeProgress({ phase: 'hashing', bytes: 5e6, total: 1e7 })).toEqual({
    text: 'hashing, 5.00 MB of 10.0 MB',
    share: 0.5,
  });
  expect(describeProgress({ phase: 'uploading', bytes: 0, total: 0 }).share).toBe(1);
  const job = makeJob({ accepted: 1, progress: 0.25, secondsLeft: 75, failed: 1, note: 'no device' });
  expect(describeProgress({ phase: 'computing', job })).toEqual({
    text: 'running, 1 of 4 chunks, 1:15 left, 1 failed, no device',
    share: 0.25,
  });
});
