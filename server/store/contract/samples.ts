// Rows and records for tests: complete, unlike each other, and with every field that could be lost on the way set to something.
import type {
  DeviceId,
  DeviceNumber,
  InviteId,
  JobId,
  JobNumber,
  Sha256,
} from '../../../shared/contract/ids.ts';
import { HEADER_BYTES, packBatch, recordIndex, stampRecord } from '../../../shared/contract/result-batch.ts';
import type { Change, InviteRow } from '../../scheduler/changes.ts';
import type { DeviceRow, ExceptionRow, JobPayload, JobRow, ShareRow, SpanRow } from '../../scheduler/rows.ts';
import { nextRecord, viewOf } from '../results/segment.ts';

export const job = (n: number) => n as JobNumber;
export const device = (n: number) => n as DeviceNumber;
export const sha = (n: number) => n.toString(16).padStart(64, '0') as Sha256;
export const id = (n: number) => n.toString(16).padStart(32, '0');

export function jobRow(number: number, parts: Partial<JobRow> = {}): JobRow {
  return {
    number: job(number),
    id: `job_${id(number)}` as JobId,
    swarm: 1,
    name: `Straße ${number} 漢字`,
    kernel: 'hash',
    script: sha(0xabc000 + number),
    params: { algorithm: 'sha256', nested: { list: [1, null, 'x'] } },
    verification: 'check',
    checkShare: 0.25,
    priority: -7,
    state: 'queued',
    note: 'waits',
    generation: 3,
    count: 100,
    spanSize: 64,
    totalCost: 123_456_789.5,
    inputBytes: 5_000_000_000,
    inputFiles: 17,
    createdAt: 1_700_000_000_001,
    startedAt: null,
    endedAt: null,
    outputs: [],
    stops: true,
    stoppedAt: 7,
    origin: `next:${number}`,
    parent: `job_${id(1000 + number)}` as JobId,
    root: `job_${id(2000 + number)}` as JobId,
    round: 3,
    rounds: 20,
    ...parts,
  };
}

export const payload = (parts: Partial<JobPayload> = {}): JobPayload => ({
  input: new TextEncoder().encode('{"kind":"range","start":0,"count":100}'),
  index: new Uint8Array([0, 255, 7]),
  inputParts: [],
  ...parts,
});

export const addJob = (
  number: number,
  parts: Partial<JobRow> = {},
  body: Partial<JobPayload> = {},
): Change => ({
  type: 'jobAdded',
  row: jobRow(number, parts),
  payload: payload(body),
});

export const deviceRow = (number: number, parts: Partial<DeviceRow> = {}): DeviceRow => ({
  number: device(number),
  id: `dev_${id(number)}` as DeviceId,
  swarm: 1,
  name: `Küche ${number}`,
  publicKey: 'AAECAw',
  algorithm: 'ed25519',
  capabilities: {
    kind: 'phone',
    runtime: 'browser',
    os: 'Android 16',
    cores: 8,
    memoryGiB: null,
    gpu: true,
    benchmark: 812.5,
  },
  enabled: false,
  approved: false,
  throttle: 0.5,
  quarantine: 'returned zeros',
  proven: 4,
  chunksDone: 12,
  cpuSeconds: 3.25,
  joinedAt: 1_700_000_000_002,
  lastSeenAt: 1_700_000_000_003,
  ...parts,
});

export const exceptionRow = (
  number: number,
  index: number,
  parts: Partial<ExceptionRow> = {},
): ExceptionRow => ({
  job: job(number),
  index,
  attempt: 1,
  crashes: 2,
  threwOn: [device(3), device(4)],
  avoid: [device(5)],
  failed: false,
  lastCode: 'threw',
  lastMessage: 'TypeError: ü',
  votes: [{ attempt: 0, device: device(6) }],
  ...parts,
});

export const shareRow = (number: number, by: number, parts: Partial<ShareRow> = {}): ShareRow => ({
  job: job(number),
  device: device(by),
  chunks: 9,
  trusted: 2,
  cpuSeconds: 1.5,
  ...parts,
});

export const inviteRow = (number: number, parts: Partial<InviteRow> = {}): InviteRow => ({
  id: `inv_${id(number)}` as InviteId,
  swarm: 1,
  codeHash: sha(number),
  tokenHash: sha(number + 1000),
  uses: 40,
  usesLeft: 39,
  createdAt: 1_700_000_000_004 + number,
  expiresAt: 1_700_000_900_004,
  revoked: false,
  approve: true,
  ...parts,
});

export interface SampleRecord {
  index: number;
  attempt?: number;
  by?: number;
  bytes?: Uint8Array;
}

/** One packed record as a segment holds it. Unless told otherwise its bytes say which chunk, attempt and device it is of. */
export function record({ index, attempt = 0, by = 1, bytes }: SampleRecord): Uint8Array {
  const content = bytes ?? new TextEncoder().encode(`${index}:${attempt}:${by}`);
  const result = {
    index,
    start: 5,
    cpu: 6,
    digest: new Uint8Array(16).fill(index & 255),
    byReference: false,
    bytes: content,
  };
  const packed = packBatch({ job: job(1), generation: 0 }, [result]).subarray(HEADER_BYTES);
  stampRecord(viewOf(packed), 0, attempt, device(by));
  return packed;
}

export function segment(number: number, records: readonly SampleRecord[], parts: Sha256[] = []): Change {
  const indexes = records.map(({ index }) => index);
  const packed = records.map(record);
  const body = new Uint8Array(packed.reduce((bytes, one) => bytes + one.length, 0));
  let at = 0;
  for (const one of packed) {
    body.set(one, at);
    at += one.length;
  }
  const low = indexes.reduce((a, b) => Math.min(a, b));
  const high = indexes.reduce((a, b) => Math.max(a, b));
  return { type: 'segmentAdded', job: job(number), body, count: records.length, low, high, parts };
}

/** Bits of a span of `count` chunks with these set (numbers within the span). */
export function bits(count: number, set: Iterable<number>): Uint8Array {
  const out = new Uint8Array((count + 7) >> 3);
  for (const i of set) out[i >> 3] = (out[i >> 3] ?? 0) | (1 << (i & 7));
  return out;
}

/** The span with these chunks (job's numbering) recorded, and as many of them accepted as stand in `accepted`. */
export const spanWith = (
  span: SpanRow,
  recorded: Iterable<number>,
  accepted: Iterable<number> = [],
): Change => ({
  type: 'spanChanged',
  row: {
    ...span,
    recorded: bits(span.count, within(span, recorded)),
    accepted: bits(span.count, within(span, accepted)),
  },
});

const within = (span: SpanRow, chunks: Iterable<number>): number[] =>
  [...chunks].map((chunk) => chunk - span.first);

export const range = (first: number, count: number) => ({ first, count });
export const numbers = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i);

/** What a page of records says, as text: `index:attempt:device` of each. */
export function contents(records: Uint8Array): string[] {
  const view = viewOf(records);
  const texts: string[] = [];
  for (let at = 0; at < records.length; at = nextRecord(view, at))
    texts.push(new TextDecoder().decode(records.subarray(at + 38, nextRecord(view, at))));
  return texts;
}

export function indexes(records: Uint8Array): number[] {
  const view = viewOf(records);
  const found: number[] = [];
  for (let at = 0; at < records.length; at = nextRecord(view, at)) found.push(recordIndex(view, at));
  return found;
}
