// Job states in words and tones.
import type { JobState } from '#shared/contract/job.ts';
import type { Tone } from './device-states.ts';

export const jobWords: Readonly<Record<JobState, { tone: Tone; label: string }>> = {
  uploading: { tone: 'calm', label: 'Uploading' },
  queued: { tone: 'calm', label: 'Waiting' },
  running: { tone: 'active', label: 'Running' },
  paused: { tone: 'held', label: 'Paused' },
  reducing: { tone: 'active', label: 'Finishing' },
  done: { tone: 'active', label: 'Done' },
  failed: { tone: 'trouble', label: 'Failed' },
  cancelled: { tone: 'away', label: 'Cancelled' },
};
