// What scripts read: one JSON value on one line of standard output. The shapes are promised (README), so they are written out here.
import type { NewInvite } from '../../../shared/contract/http-api.ts';
import type { JobReport } from '../../host/run-job.ts';
import type { RunningCoordinator } from '../../host/start-coordinator.ts';

export const toLine = (value: unknown) => JSON.stringify(value);

export const inviteJson = ({ code, token, joinUrl, expiresAt, uses }: NewInvite) => ({
  code,
  token,
  joinUrl,
  expiresAt,
  uses,
});

/** Once it is ready. `tunnelUrl` may be null at first and come later, or change: `covey code` and the swarm's addresses follow. */
export const runningJson = (
  {
    url,
    ownerTokenFile,
    addresses,
    tls,
    waysIn,
  }: Pick<RunningCoordinator, 'url' | 'ownerTokenFile' | 'addresses' | 'tls' | 'waysIn'>,
  { joinUrl, code }: NewInvite,
) => ({ url, joinUrl, code, ownerTokenFile, fingerprint: tls.fingerprint, addresses, ...waysIn });

/** `seconds` is wall time from the first chunk handed out to the end; of a device, seconds of its threads. */
export const reportJson = ({ job, devices, outputs }: JobReport) => ({
  jobId: job.id,
  state: job.state,
  chunks: job.chunks,
  failed: job.failed,
  seconds: wallSeconds(job),
  devices,
  outputs,
});

export const wallSeconds = (job: JobReport['job']) =>
  Math.max(0, (job.endedAt ?? job.createdAt) - (job.startedAt ?? job.createdAt)) / 1000;
