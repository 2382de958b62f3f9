// What the live view does not say of a job: its chunks as a picture, what failed and why, who did what, and how its output begins.
import type { BlobStore } from '../../blobs/blob-store.ts';
import type { Coordinator } from '../../coordinator.ts';
import { mapChunks } from '../../observe/map-chunks.ts';
import { isAccepted } from '../../scheduler/chunk.ts';
import { isLive, type Job } from '../../scheduler/swarm-state.ts';
import type { ChunkMap, ChunkMapQuery, ChunkRun } from '../../../shared/contract/chunk-map.ts';
import { CoveyError } from '../../../shared/contract/errors.ts';
import {
  RECORD_BYTES,
  recordByReference,
  recordBytes,
  recordIndex,
  recordLength,
  unpackManifest,
} from '../../../shared/contract/result-batch.ts';
import { findKernel } from '../../../shared/kernels/registry.ts';
import type { Handlers } from '../api.ts';
import { failuresOf } from './failures.ts';
import { findJob } from './find-job.ts';

const LISTED_FAILURES = 1000;
const PREVIEW_BYTES = 64 * 1024;

export interface LookParts {
  coordinator: () => Coordinator;
  blobs: BlobStore;
}

type LookRoutes = 'jobChunks' | 'jobFailures' | 'jobShares' | 'previewJob';

export function makeLookHandlers({ coordinator, blobs }: LookParts): Pick<Handlers, LookRoutes> {
  const state = () => coordinator().scheduler.state;
  const find = (swarm: number, id: string) => findJob(state(), swarm, id);

  /** From memory while it lives; what an ended job left is read anew. */
  async function mapJob(job: Job, { first, bins, ...asked }: ChunkMapQuery): Promise<ChunkMap> {
    const { row } = job;
    const window = { first, bins, count: asked.count ?? row.count };
    if (isLive(job)) {
      const failed = job.failed === 0 ? [] : [...job.history.values()].filter((each) => each.row.failed);
      return mapChunks(
        { count: row.count, spans: job.spans, failed: failed.map((each) => each.row.index) },
        window,
      );
    }
    await coordinator().persist();
    const spans = await coordinator().store.listSpans(row.number);
    const map = mapChunks({ count: row.count, spans, failed: [] }, window);
    // Nobody holds a chunk of it any more. Only what was cancelled, or has found what it looked for, ended before each was accepted or
    // had failed [E1][E9].
    const hasGaps = row.state === 'cancelled' || row.stoppedAt !== null;
    return { ...map, runs: map.runs.map(hasGaps ? leasedIsPending : leasedIsFailed) };
  }

  /** Results from chunk 0 on, as far as they are accepted without a gap. */
  async function readBeginning(job: Job): Promise<Uint8Array<ArrayBuffer>> {
    const { number, count } = job.row;
    const { records } = await coordinator().store.readResults(number, { first: 0, count }, PREVIEW_BYTES);
    const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
    const pieces: Uint8Array[] = [];
    let size = 0;
    let next = 0;
    for (
      let at = 0;
      at < records.length && size < PREVIEW_BYTES;
      at += RECORD_BYTES + recordLength(view, at)
    ) {
      if (recordIndex(view, at) !== next || !counts(job, next)) break;
      next++;
      const piece = await readHead({ bytes: records, view }, at, PREVIEW_BYTES - size);
      pieces.push(piece);
      size += piece.length;
    }
    return Uint8Array.from(Buffer.concat(pieces));
  }

  /** The first `most` bytes of one result, wherever it lies. */
  async function readHead(
    record: { bytes: Uint8Array; view: DataView },
    at: number,
    most: number,
  ): Promise<Uint8Array> {
    const bytes = recordBytes(record, at);
    if (!recordByReference(record.view, at)) return bytes.subarray(0, most);
    const pieces: Uint8Array[] = [];
    let left = most;
    for (const { sha, size } of unpackManifest(bytes)?.parts ?? []) {
      if (left === 0) break;
      const take = Math.min(size, left);
      pieces.push(await blobs.read(sha, 0, take));
      left -= take;
    }
    return Buffer.concat(pieces);
  }

  return {
    jobChunks: ({ swarm, param, query }) => mapJob(find(swarm, param('id')), query),
    async jobFailures({ swarm, param }) {
      const { number } = find(swarm, param('id')).row;
      const rows = await coordinator().store.listExceptions(number, LISTED_FAILURES);
      return failuresOf(rows);
    },
    async jobShares({ swarm, param }) {
      const { number } = find(swarm, param('id')).row;
      await coordinator().persist();
      const rows = await coordinator().store.listShares(number);
      return rows.map((row) => {
        const device = state().devices.get(row.device);
        return {
          device: device?.row.id ?? `device ${row.device}`,
          name: device?.row.name ?? 'a device that was removed',
          chunks: row.chunks,
          trusted: row.trusted,
          cpuSeconds: row.cpuSeconds,
          threads: device?.connected ? device.status.threads : null,
        };
      });
    },
    async previewJob({ swarm, param }) {
      const job = find(swarm, param('id'));
      if (findKernel(job.row.kernel).concatenates !== true)
        throw new CoveyError(
          'wrong-state',
          `the output of ${job.row.kernel} is put together at the end; it has no beginning before`,
          { hint: 'Wait until the job is done.' },
        );
      // Not refused after the end: who looks every few seconds cannot know that it has just come.
      const beginning = isLive(job) ? await readBeginning(job) : new Uint8Array(0);
      return new Response(beginning, {
        headers: { 'content-type': 'application/octet-stream' },
      });
    },
  };
}

function counts(job: Job, index: number): boolean {
  const span = job.spans.find(({ first, count }) => index >= first && index < first + count);
  return span !== undefined && isAccepted(span, index);
}

const leasedIsPending = ([bins, pending, leased, ...rest]: ChunkRun): ChunkRun => [
  bins,
  pending + leased,
  0,
  ...rest,
];
const leasedIsFailed = ([bins, pending, leased, recorded, accepted, failed]: ChunkRun): ChunkRun => [
  bins,
  pending,
  0,
  recorded,
  accepted,
  failed + leased,
];
