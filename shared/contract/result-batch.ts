// The packed binary form of results, the same on the wire and on disk [P14]. Little-endian.
//   header  version u8 · zero u8 · count u16 · job u32 · generation u32                             12 bytes
//   record  index u32 · attempt u16 · device u32 · start u32 · cpu u32 · digest 16 · length u32     38 bytes, then `length` bytes
// `start` is seconds since 2020-01-01 UTC, `cpu` is thread CPU in microseconds (both saturate). The top bit of `length` says
// that the bytes are not the result but where it lies: a packed manifest (see `packManifest`). A device writes attempt 0; the
// coordinator stamps `attempt` and `device` in place before anything is stored. Parsing allocates nothing per record.
import { type BlobManifest, PART_BYTES } from './blob.ts';
import type { DeviceNumber, JobNumber, Sha256 } from './ids.ts';

export const BATCH_FORMAT = 1;
export const HEADER_BYTES = 12;
export const RECORD_BYTES = 38;
export const MAX_BATCH_RECORDS = 64;
export const MAX_BATCH_BYTES = 256 * 1024;
/** Results up to this size travel inside the record; larger ones are uploaded as parts first. */
export const MAX_INLINE_BYTES = 16 * 1024;
export const DIGEST_BYTES = 16;
const BY_REFERENCE = 0x8000_0000;
export const EPOCH_2020_S = 1_577_836_800;

export interface ResultRecord {
  index: number;
  /** Seconds since 2020. */
  start: number;
  /** Thread CPU, microseconds. */
  cpu: number;
  /** First 16 bytes of the SHA-256 of the result's bytes (for a result by reference: of its packed manifest). */
  digest: Uint8Array;
  byReference: boolean;
  bytes: Uint8Array;
}

export interface BatchHeader {
  job: JobNumber;
  generation: number;
}

/** @throws RangeError when there are too many records or bytes for one batch. */
export function packBatch(header: BatchHeader, records: readonly ResultRecord[]): Uint8Array {
  if (records.length < 1 || records.length > MAX_BATCH_RECORDS)
    throw new RangeError(`a batch holds 1 to ${MAX_BATCH_RECORDS} results, not ${records.length}`);
  let size = HEADER_BYTES;
  for (const record of records) size += RECORD_BYTES + record.bytes.length;
  if (size > MAX_BATCH_BYTES) throw new RangeError(`a batch holds ${MAX_BATCH_BYTES} bytes, not ${size}`);
  const out = new Uint8Array(size);
  const view = new DataView(out.buffer);
  view.setUint8(0, BATCH_FORMAT);
  view.setUint16(2, records.length, true);
  view.setUint32(4, header.job, true);
  view.setUint32(8, header.generation, true);
  let at = HEADER_BYTES;
  for (const record of records) {
    view.setUint32(at, record.index, true);
    view.setUint32(at + 10, record.start, true);
    view.setUint32(at + 14, Math.min(0xffff_ffff, Math.max(0, Math.round(record.cpu))), true);
    out.set(record.digest.subarray(0, DIGEST_BYTES), at + 18);
    view.setUint32(at + 34, record.bytes.length + (record.byReference ? BY_REFERENCE : 0), true);
    out.set(record.bytes, at + RECORD_BYTES);
    at += RECORD_BYTES + record.bytes.length;
  }
  return out;
}

/** A checked batch: `offsets[i]` is where record i starts in `bytes`. Fields are read where they lie. */
export interface Batch extends BatchHeader {
  bytes: Uint8Array;
  view: DataView;
  count: number;
  offsets: Uint32Array;
}

/** Checks every length before anything is used. Returns null for anything that is not exactly one well-formed batch. */
export function parseBatch(bytes: Uint8Array): Batch | null {
  if (bytes.length < HEADER_BYTES + RECORD_BYTES || bytes.length > MAX_BATCH_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint16(2, true);
  if (view.getUint8(0) !== BATCH_FORMAT || view.getUint8(1) !== 0 || count < 1 || count > MAX_BATCH_RECORDS)
    return null;
  const offsets = new Uint32Array(count);
  let at = HEADER_BYTES;
  for (let i = 0; i < count; i++) {
    if (at + RECORD_BYTES > bytes.length) return null;
    offsets[i] = at;
    const length = view.getUint32(at + 34, true) & ~BY_REFERENCE;
    if (length > MAX_BATCH_BYTES) return null;
    at += RECORD_BYTES + length;
  }
  if (at !== bytes.length) return null;
  return {
    bytes,
    view,
    count,
    offsets,
    job: view.getUint32(4, true) as JobNumber,
    generation: view.getUint32(8, true),
  };
}

export const recordIndex = (view: DataView, at: number) => view.getUint32(at, true);
export const recordAttempt = (view: DataView, at: number) => view.getUint16(at + 4, true);
export const recordDevice = (view: DataView, at: number) => view.getUint32(at + 6, true) as DeviceNumber;
export const recordCpu = (view: DataView, at: number) => view.getUint32(at + 14, true);
export const recordLength = (view: DataView, at: number) =>
  (view.getUint32(at + 34, true) & ~BY_REFERENCE) >>> 0;
export const recordByReference = (view: DataView, at: number) =>
  (view.getUint32(at + 34, true) & BY_REFERENCE) !== 0;
export const recordBytes = (batch: { bytes: Uint8Array; view: DataView }, at: number) =>
  batch.bytes.subarray(at + RECORD_BYTES, at + RECORD_BYTES + recordLength(batch.view, at));

/** The coordinator's stamp: which attempt this is and who sent it. */
export function stampRecord(view: DataView, at: number, attempt: number, device: DeviceNumber): void {
  view.setUint16(at + 4, attempt, true);
  view.setUint32(at + 6, device, true);
}

/** Packed manifest: per part 32 bytes of SHA-256 and its size u32. */
export function packManifest(blob: BlobManifest): Uint8Array {
  const out = new Uint8Array(blob.parts.length * 36);
  const view = new DataView(out.buffer);
  for (const [i, part] of blob.parts.entries()) {
    for (let b = 0; b < 32; b++) out[i * 36 + b] = parseInt(part.sha.slice(b * 2, b * 2 + 2), 16);
    view.setUint32(i * 36 + 32, part.size, true);
  }
  return out;
}

/** null when the bytes are no packed manifest. */
export function unpackManifest(bytes: Uint8Array): BlobManifest | null {
  if (bytes.length % 36 !== 0) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: BlobManifest['parts'] = [];
  let size = 0;
  for (let at = 0; at < bytes.length; at += 36) {
    const sha = Array.from(bytes.subarray(at, at + 32), (b) => b.toString(16).padStart(2, '0')).join(
      '',
    ) as Sha256;
    const partSize = view.getUint32(at + 32, true);
    if (partSize < 1 || partSize > PART_BYTES) return null;
    parts.push({ sha, size: partSize });
    size += partSize;
  }
  return { size, parts };
}
