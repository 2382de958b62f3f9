// Submits a job: hashes the files, has the coordinator check the request, uploads only what it lacks, and starts it. Done again after a
// failure it uploads only what is still missing. A job that could not be started is cancelled, so that none is left half-made.
import { CoveyError } from '../contract/errors.ts';
import type { JobCreated } from '../contract/http-api.ts';
import type { Sha256 } from '../contract/ids.ts';
import { type JobInput, type JobView, requireInputKind, type Verification } from '../contract/job.ts';
import type { Client } from './connect.ts';
import { cutSources } from './cut-sources.ts';
import { hashSources } from './hash-sources.ts';
import { retry } from './retry.ts';
import { uploadCode, type OwnCode } from './upload-code.ts';
import type { Source } from './source.ts';
import { uploadParts, type PartsToUpload } from './upload-parts.ts';

export interface Submission {
  kernel: string;
  /** Shown in lists; left out: the coordinator finds one. */
  name?: string;
  params?: Record<string, unknown>;
  /** `none`: everything is in the parameters. */
  input:
    | { kind: 'files'; sources: readonly Source[] }
    | { kind: 'range'; start: number; count: number }
    | { kind: 'none' };
  /** For kernels that run the owner's own code: uploaded first, and named in the parameters. */
  code?: OwnCode;
  priority?: number;
  verification?: Verification;
}

/** Bytes of `total` done in this phase. */
export interface SubmitProgress {
  phase: 'hashing' | 'uploading';
  bytes: number;
  total: number;
}

export interface SubmitOptions {
  signal?: AbortSignal;
  onProgress?: (progress: SubmitProgress) => void;
}

/** A request that names 200,000 files takes a while to send and to check. */
const CREATE_MS = 10 * 60_000;
const CANCEL_MS = 5_000;
/** A second or two: enough for a kept connection that the other end has closed. */
const CREATE_TRIES = 4;
/** About 45 s: a coordinator that was killed is back by then. */
const TRIES = 15;
/** A coordinator that keeps losing parts between upload and start is broken; so often it is believed. */
const ROUNDS = 4;

/** @throws CoveyError, ClientError or the signal's reason; then no job is left running. */
export async function submitJob(
  client: Client,
  submission: Submission,
  options: SubmitOptions = {},
): Promise<JobView> {
  await requireKernel(client, submission, options.signal);
  const { input, parts } = await prepareInput(client, submission, options);
  const { kernel, name, priority, verification } = submission;
  const code = submission.code && (await uploadCode(client, submission.code, options.signal));
  const params = code ? { ...submission.params, code } : submission.params;
  const body = { kernel, name, params, priority, verification, input };
  options.signal?.throwIfAborted();
  // not aborted half-way: the coordinator might have made the job, and nobody would know its id to cancel it
  // Nor is a connection that was gone already an answer: the same key makes the same job, however often it is said.
  const headers = { 'idempotency-key': makeKey() };
  const { job, missing } = await retry(client.platform, { tries: CREATE_TRIES, signal: undefined }, () =>
    client.call('createJob', { body, headers, timeoutMs: CREATE_MS }),
  );
  try {
    options.signal?.throwIfAborted();
    if (job.state !== 'uploading') return job;
    return await bringParts(client, job, missing, parts, options);
  } catch (error) {
    await client.call('cancelJob', { path: { id: job.id }, timeoutMs: CANCEL_MS }).catch(() => undefined);
    throw error;
  }
}

/** 128 random bits, also where there is no secure context. */
const makeKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );

/** Before gigabytes are hashed: the kernel exists and takes this kind of input, of which there is some. */
async function requireKernel(
  client: Client,
  { kernel: name, input }: Submission,
  signal: AbortSignal | undefined,
): Promise<void> {
  const kernels = await client.call('kernels', signal ? { signal } : {});
  const kernel = kernels.find((k) => k.name === name);
  if (!kernel)
    throw new CoveyError(
      'unknown-kernel',
      `there is no kernel ${JSON.stringify(name)}; there are ${kernels.map((k) => k.name).join(', ')}`,
    );
  requireInputKind(kernel, input.kind);
  if (input.kind === 'files' ? input.sources.length === 0 : input.kind === 'range' && input.count < 1)
    throw new CoveyError('no-input', `there is nothing to ${name}`);
}

async function prepareInput(
  client: Client,
  { input }: Submission,
  options: SubmitOptions,
): Promise<{ input: JobInput; parts: PartsToUpload }> {
  if (input.kind !== 'files')
    return { input, parts: { sources: [], cut: { files: [], blobs: [] }, places: new Map() } };
  const { sources } = input;
  const cut = cutSources(sources.map((source) => source.size));
  const onBytes = countBytes(
    'hashing',
    cut.blobs.reduce((sum, blob) => sum + blob.size, 0),
    options,
  );
  const { blobs, places } = await hashSources(client.platform, sources, cut, {
    signal: options.signal,
    onBytes,
  });
  const files = cut.files.map((file, i) => ({ name: sources[i]?.name ?? '', ...file }));
  return { input: { kind: 'files', files, blobs }, parts: { sources, cut, places } };
}

async function bringParts(
  client: Client,
  job: JobView,
  first: readonly Sha256[],
  parts: PartsToUpload,
  options: SubmitOptions,
): Promise<JobView> {
  let missing = first;
  for (let round = 0; round < ROUNDS; round++) {
    const total = missing.reduce((sum, sha) => sum + (parts.places.get(sha)?.size ?? 0), 0);
    const onBytes = countBytes('uploading', total, options);
    await uploadParts(client, missing, parts, { signal: options.signal, onBytes });
    const started = await retry(client.platform, { tries: TRIES, signal: options.signal }, (attempt) =>
      sayUploaded(client, job, options, attempt),
    );
    if (started.missing.length === 0) return started.job;
    missing = started.missing;
  }
  throw new CoveyError(
    'part-missing',
    `the coordinator still lacks ${missing.length} parts of ${JSON.stringify(job.name)} after ${ROUNDS} uploads`,
  );
}

async function sayUploaded(
  client: Client,
  { id }: JobView,
  options: SubmitOptions,
  attempt: number,
): Promise<JobCreated> {
  try {
    return await client.call('uploaded', { path: { id }, timeoutMs: CREATE_MS, ...signalOf(options) });
  } catch (error) {
    // The answer to an earlier attempt was lost, and the job has ended since.
    if (attempt === 0 || !(error instanceof CoveyError) || error.code !== 'wrong-state') throw error;
    return { job: await client.call('job', { path: { id }, ...signalOf(options) }), missing: [] };
  }
}

function countBytes(
  phase: SubmitProgress['phase'],
  total: number,
  { onProgress }: SubmitOptions,
): (bytes: number) => void {
  let done = 0;
  onProgress?.({ phase, bytes: 0, total });
  return (bytes) => {
    done += bytes;
    onProgress?.({ phase, bytes: done, total });
  };
}

const signalOf = ({ signal }: SubmitOptions) => (signal ? { signal } : {});
