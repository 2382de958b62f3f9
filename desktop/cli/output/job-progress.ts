// A job's progress as one status line.
import type { JobProgress } from '../../host/run-job.ts';
import { escapeText } from '../../../shared/contract/escape-text.ts';
import { formatBytes, formatSeconds, plural } from './format.ts';
import type { Terminal } from './terminal.ts';

export function showProgress(terminal: Terminal, label = ''): (progress: JobProgress) => void {
  const prefix = label === '' ? '' : `${label} `;
  return (progress) => {
    const { text, share } = describeProgress(progress);
    terminal.status(prefix + text, share);
  };
}

export function describeProgress(progress: JobProgress): { text: string; share?: number } {
  if (progress.phase !== 'computing') {
    const share = progress.total === 0 ? 1 : progress.bytes / progress.total;
    return {
      text: `${progress.phase}, ${formatBytes(progress.bytes)} of ${formatBytes(progress.total)}`,
      share,
    };
  }
  const { job } = progress;
  const left = job.secondsLeft === null ? '' : `, ${formatSeconds(job.secondsLeft)} left`;
  const failed = job.failed > 0 ? `, ${job.failed} failed` : '';
  const note = job.note === '' ? '' : `, ${escapeText(job.note)}`;
  const chunks = job.chunks === 0 ? 'not cut yet' : `${job.accepted} of ${plural(job.chunks, 'chunk')}`;
  return {
    text: `${job.state}, ${chunks}${left}${failed}${note}`,
    share: job.progress,
  };
}
