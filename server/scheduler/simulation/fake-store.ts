// A store in memory for the simulation: it knows only what was committed, and complains about anything a real one would suffer from.
// Its two promises, all-or-nothing and the fence, are methods so that a broken variant in a test can leave them out.
import type { ChunkRange } from '../../../shared/contract/chunk.ts';
import type { DeviceNumber, JobNumber } from '../../../shared/contract/ids.ts';
import {
  recordAttempt,
  recordDevice,
  recordIndex,
  recordLength,
  RECORD_BYTES,
} from '../../../shared/contract/result-batch.ts';
import type { Change } from '../changes.ts';
import type { DeviceRow, ExceptionRow, JobRow, Restored, ShareRow, SpanRow, SwarmRow } from '../rows.ts';
import { hasBit } from '../spans/bitmap.ts';

export interface StoredRecord {
  device: DeviceNumber;
  bytes: Uint8Array;
}

export class FakeStore {
  epoch = 0;
  complaints: string[] = [];
  swarms = new Map<number, SwarmRow>();
  jobs = new Map<JobNumber, JobRow>();
  devices = new Map<DeviceNumber, DeviceRow>();
  spans = new Map<string, SpanRow>();
  free = new Map<JobNumber, number>();
  exceptions = new Map<string, ExceptionRow>();
  shares = new Map<string, ShareRow>();
  removed = new Set<JobNumber>();
  /** How often a job's index was written after it was added. */
  indexed = new Map<JobNumber, number>();
  /** By job, then "index/attempt". */
  records = new Map<JobNumber, Map<string, StoredRecord>>();

  open(): number {
    return ++this.epoch;
  }

  isFenced(epoch: number): boolean {
    return epoch !== this.epoch;
  }

  /** `survives` is how many changes a kill in the middle would leave, were there no transaction. */
  commit(
    epoch: number,
    changes: readonly Change[],
    survives = changes.length,
  ): 'committed' | 'fenced' | 'lost' {
    if (this.isFenced(epoch)) return 'fenced';
    if (survives < changes.length) return this.tear(changes, survives);
    for (const change of changes) this.apply(change);
    return 'committed';
  }

  /** A transaction leaves nothing. */
  protected tear(_changes: readonly Change[], _survives: number): 'lost' {
    return 'lost';
  }

  protected apply(change: Change): void {
    switch (change.type) {
      case 'jobAdded':
        this.jobs.set(change.row.number, change.row);
        this.free.set(change.row.number, 0);
        this.records.set(change.row.number, new Map());
        return;
      case 'jobChanged':
        if (!this.jobs.has(change.row.number))
          this.complaints.push(`job ${change.row.number} changed before it was added`);
        this.jobs.set(change.row.number, change.row);
        return;
      case 'jobIndexed':
        if (!this.jobs.get(change.job)?.count)
          this.complaints.push(`job ${change.job} has an index and no chunks`);
        this.indexed.set(change.job, (this.indexed.get(change.job) ?? 0) + 1);
        if ((this.indexed.get(change.job) ?? 0) > 1) this.complaints.push(`job ${change.job} was cut twice`);
        return;
      case 'jobRemoved':
        this.remove(change.job);
        return;
      case 'segmentAdded':
        return this.addSegment(change);
      case 'spanChanged':
        if (!this.jobs.has(change.row.job))
          return void this.complaints.push(`a span of unknown job ${change.row.job}`);
        this.spans.set(`${change.row.job}/${change.row.no}`, change.row);
        return;
      case 'exceptionChanged':
        this.exceptions.set(`${change.row.job}/${change.row.index}`, change.row);
        return;
      case 'shareChanged':
        this.shares.set(`${change.row.job}/${change.row.device}`, change.row);
        return;
      case 'deviceAdded':
      case 'deviceChanged':
        this.devices.set(change.row.number, change.row);
        return;
      case 'deviceRemoved':
        this.devices.delete(change.device as DeviceNumber);
        return;
      case 'swarmChanged':
        this.swarms.set(change.row.number, change.row);
        return;
      default:
    }
  }

  private addSegment({ job, body, count }: Extract<Change, { type: 'segmentAdded' }>): void {
    const records = this.records.get(job);
    if (!records) return void this.complaints.push(`a segment of unknown job ${job}`);
    const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
    let found = 0;
    for (let at = 0; at < body.length; at += RECORD_BYTES + recordLength(view, at)) {
      const key = `${recordIndex(view, at)}/${recordAttempt(view, at)}`;
      if (records.has(key)) this.complaints.push(`chunk ${key} of job ${job} was counted twice`);
      const from = at + RECORD_BYTES;
      records.set(key, {
        device: recordDevice(view, at),
        bytes: body.slice(from, from + recordLength(view, at)),
      });
      found++;
    }
    if (found !== count)
      this.complaints.push(`a segment of job ${job} says ${count} records and has ${found}`);
  }

  private remove(job: JobNumber): void {
    this.removed.add(job);
    this.jobs.delete(job);
    this.free.delete(job);
    this.records.delete(job);
    for (const map of [this.spans, this.exceptions, this.shares])
      for (const [key, row] of map) if (row.job === job) map.delete(key);
  }

  claimSpan(epoch: number, job: JobNumber): SpanRow | null | 'fenced' {
    if (this.isFenced(epoch)) return 'fenced';
    const row = this.jobs.get(job);
    const first = this.free.get(job);
    if (!row || first === undefined) {
      if (!this.removed.has(job))
        this.complaints.push(`a span of job ${job} was claimed before the job was on disk`);
      return null;
    }
    const count = Math.min(row.spanSize, row.count - first);
    if (count <= 0) return null;
    this.free.set(job, first + count);
    const bits = () => new Uint8Array((count + 7) >>> 3);
    const span: SpanRow = { job, no: first / row.spanSize, first, count, recorded: bits(), accepted: bits() };
    this.spans.set(`${job}/${span.no}`, span);
    return copySpan(span);
  }

  attemptOf(job: JobNumber, index: number): number {
    return this.exceptions.get(`${job}/${index}`)?.attempt ?? 0;
  }

  /** The record that counts, if its bit is set. */
  valid(job: JobNumber, index: number, bits: 'recorded' | 'accepted' = 'recorded'): StoredRecord | null {
    const row = this.jobs.get(job);
    const span = row && this.spans.get(`${job}/${Math.floor(index / row.spanSize)}`);
    if (!span || !hasBit(span[bits], index - span.first)) return null;
    return this.records.get(job)?.get(`${index}/${this.attemptOf(job, index)}`) ?? null;
  }

  findTouched(job: JobNumber, device: DeviceNumber): ChunkRange[] {
    const row = this.jobs.get(job);
    const ranges: ChunkRange[] = [];
    for (let index = 0; row && index < row.count; index++)
      if (this.valid(job, index)?.device === device) ranges.push({ first: index, count: 1 });
    return ranges;
  }

  /** Also of a job that has ended. */
  keptOf(job: JobNumber): { spans: SpanRow[]; exceptions: ExceptionRow[] } {
    return {
      spans: [...this.spans.values()].filter((span) => span.job === job).map(copySpan),
      exceptions: [...this.exceptions.values()].filter((row) => row.job === job),
    };
  }

  restored(): Restored {
    const isLive = (job: JobNumber) =>
      !['done', 'failed', 'cancelled'].includes(this.jobs.get(job)?.state ?? 'done');
    return {
      epoch: this.epoch,
      swarms: [...this.swarms.values()],
      jobs: [...this.jobs.values()],
      spans: [...this.spans.values()].filter((span) => isLive(span.job)).map(copySpan),
      free: [...this.free].map(([job, low]) => ({ job, low })),
      exceptions: [...this.exceptions.values()].filter((row) => isLive(row.job)),
      devices: [...this.devices.values()],
      shares: [...this.shares.values()],
    };
  }
}

const copySpan = (span: SpanRow): SpanRow => ({
  ...span,
  recorded: span.recorded?.slice() ?? null,
  accepted: span.accepted?.slice() ?? null,
});
