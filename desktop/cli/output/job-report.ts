// What a person is told of a job that ended, and the error it ends with when not everything is right.
import { relative } from 'node:path';
import type { JobReport } from '../../host/run-job.ts';
import { ResultProblem } from '../../host/problem.ts';
import { escapeText } from '../../../shared/contract/escape-text.ts';
import { formatBytes, formatSeconds, plural } from './format.ts';
import { wallSeconds } from './json.ts';
import { formatTable } from './table.ts';

const LISTED_FAILURES = 10;

export function describeReport(report: JobReport, standing: string): string[] {
  const { job, devices, outputs, failures } = report;
  const rows = devices.map(({ name, chunks, seconds }) => [name, chunks, formatSeconds(seconds)]);
  const speed =
    job.inputBytes > 0 && wallSeconds(job) > 0 ? `, ${formatBytes(job.inputBytes / wallSeconds(job))}/s` : '';
  return [
    `${escapeText(job.name)}: ${job.state} in ${formatSeconds(wallSeconds(job))}, ${plural(job.chunks, 'chunk')}${speed}`,
    ...formatTable(['device', 'chunks', 'compute time'], rows),
    ...failures
      .slice(0, LISTED_FAILURES)
      .map(
        (failure) =>
          `chunk ${failure.index} failed ${plural(failure.attempts, 'time')}: ${escapeText(failure.message)} (${failure.code})`,
      ),
    ...outputs.map((path) => `wrote ${escapeText(shorter(path, standing))}`),
  ];
}

/** null when all is well. */
export function problemOf({ job, failures }: JobReport): ResultProblem | null {
  const name = JSON.stringify(job.name);
  const note = job.note === '' ? '' : `: ${job.note}`;
  if (job.state === 'cancelled')
    return new ResultProblem(
      'cancelled',
      `the job ${name} was cancelled${note}`,
      'Somebody else may have cancelled it; submit it again if not meant.',
    );
  if (job.state !== 'done')
    return new ResultProblem(
      'job-failed',
      `the job ${name} failed${note}`,
      `\`covey job ${job.id}\` shows more.`,
    );
  if (job.failed === 0) return null;
  const why = failures[0] ? `; chunk ${failures[0].index}: ${failures[0].message}` : '';
  return new ResultProblem(
    'chunks-failed',
    `${job.failed} of ${plural(job.chunks, 'chunk')} of ${name} failed, so its output is not complete${why}`,
    'Look at what they are, then submit the job again.',
  );
}

function shorter(path: string, standing: string): string {
  const short = relative(standing, path);
  return short.startsWith('..') ? path : short;
}
