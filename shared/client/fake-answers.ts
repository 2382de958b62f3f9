// For tests: a platform whose time passes at once, and answers that fit the contract.
import { createHash } from 'node:crypto';
import type { KernelView } from '../contract/http-api.ts';
import { JobId, Sha256 } from '../contract/ids.ts';
import type { JobView } from '../contract/job.ts';
import { reasonOf, type ClientPlatform } from './platform.ts';

export const sha256 = (bytes: Uint8Array): Sha256 =>
  Sha256.parse(createHash('sha256').update(bytes).digest('hex'));

/** `waits` collects how long would have been waited. */
export function makePlatform(): ClientPlatform & { waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    fetch: (url, init) => fetch(url, init),
    sha256: async (bytes) => sha256(bytes),
    wait: async (ms, signal) => {
      waits.push(ms);
      if (signal?.aborted) throw reasonOf(signal);
      await new Promise((resolve) => void setImmediate(resolve));
    },
  };
}

export const jobId = JobId.parse(`job_${'7'.repeat(32)}`);

export const makeJob = (more: Partial<JobView> = {}): JobView => ({
  id: jobId,
  name: 'a job',
  kernel: 'hash',
  kernelVersion: '',
  params: {},
  state: 'running',
  priority: 0,
  verification: 'trust',
  chunks: 4,
  recorded: 0,
  accepted: 0,
  failed: 0,
  rejected: 0,
  leased: 0,
  inputBytes: 0,
  inputFiles: 0,
  progress: 0,
  secondsLeft: null,
  createdAt: 1,
  startedAt: null,
  endedAt: null,
  note: '',
  outputs: [],
  stoppedAt: null,
  parent: null,
  next: null,
  root: null,
  round: 1,
  rounds: null,
  ...more,
});

export const makeKernel = (name: string, input: KernelView['inputs'][number] = 'files'): KernelView => ({
  name,
  title: name,
  summary: '',
  inputs: [input],
  looksInside: false,
  version: '',
  scripts: {},
  params: {},
  defaultVerification: 'trust',
  pictures: false,
  concatenates: false,
});
