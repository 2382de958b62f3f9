// A job whose pictures can be looked at: how they are read, and which of its chunks count. While it lives that is in memory; of an ended one
// the store says it, as long as the job is there.
import type { Coordinator } from '../../coordinator.ts';
import { type OpenJob, openPlan, type Plans } from '../../plans.ts';
import type { SpanRow } from '../../scheduler/rows.ts';
import { hasBit } from '../../scheduler/spans/bitmap.ts';
import { isLive, type Job } from '../../scheduler/swarm-state.ts';
import { kernels } from '../../../shared/kernels/registry.ts';

const pieceKernels: ReadonlySet<string> = new Set(
  kernels.filter(({ pieces }) => pieces).map(({ name }) => name),
);

export type SpanBits = Pick<SpanRow, 'first' | 'count' | 'accepted'>;

export interface OpenPictures {
  open: OpenJob;
  spans(): Promise<readonly SpanBits[]>;
  /** The packed record of a chunk that counts; null where there is none. */
  readRecord(chunk: number): Promise<Uint8Array | null>;
}

export function makePictureOpener({
  coordinator,
  plans,
}: {
  coordinator: () => Coordinator;
  plans: Plans;
}): (job: Job) => Promise<OpenPictures | null> {
  /** Its pieces are asked for one by one. */
  let ended: { job: Job; open: OpenJob } | undefined;

  function openLive(job: Job): OpenPictures | null {
    const open = plans.open(job.row.number);
    if (!open?.kernel.pictures) return null;
    return {
      open,
      spans: () => Promise.resolve(job.spans),
      readRecord: async (chunk) => {
        if (!isAcceptedIn(job.spans, chunk)) return null;
        const range = { first: chunk, count: 1 };
        const { records } = await coordinator().store.readResults(job.row.number, range, 1);
        return records.length === 0 ? null : records;
      },
    };
  }

  /** Of pieces alone: other pictures are outputs by then, and their inputs may be large. */
  async function openStored({ row }: Job): Promise<OpenJob | null> {
    const payload = pieceKernels.has(row.kernel) && (await coordinator().store.readPayload(row.number));
    try {
      return payload ? openPlan(row, payload) : null;
    } catch {
      // a job of another version, which this one cannot read
      return null;
    }
  }

  async function openEnded(job: Job): Promise<OpenPictures | null> {
    const open = ended?.job === job ? ended.open : await openStored(job);
    if (!open) return null;
    ended = { job, open };
    return {
      open,
      async spans() {
        // its last chunks may still be on their way to the disk
        await coordinator().persist();
        return coordinator().store.listSpans(job.row.number);
      },
      async readRecord(chunk) {
        const range = { first: chunk, count: 1 };
        const { records } = await coordinator().store.readResults(job.row.number, range, 1, 'accepted');
        return records.length === 0 ? null : records;
      },
    };
  }

  return async (job) => (isLive(job) ? openLive(job) : openEnded(job));
}

export function isAcceptedIn(spans: readonly SpanBits[], chunk: number): boolean {
  const span = spans.find(({ first, count }) => chunk >= first && chunk < first + count);
  return span !== undefined && hasBit(span.accepted, chunk - span.first);
}
