import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JobNumber, Sha256 } from './ids.ts';
import {
  DIGEST_BYTES,
  HEADER_BYTES,
  MAX_BATCH_BYTES,
  MAX_BATCH_RECORDS,
  packBatch,
  packManifest,
  parseBatch,
  recordAttempt,
  recordByReference,
  recordBytes,
  recordCpu,
  recordDevice,
  recordIndex,
  recordLength,
  type ResultRecord,
  stampRecord,
  unpackManifest,
} from './result-batch.ts';

const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const record: fc.Arbitrary<ResultRecord> = fc.record({
  index: u32,
  start: u32,
  cpu: u32,
  digest: fc.uint8Array({ minLength: DIGEST_BYTES, maxLength: DIGEST_BYTES }),
  byReference: fc.boolean(),
  bytes: fc.uint8Array({ maxLength: 200 }),
});
const header = { job: 7 as JobNumber, generation: 3 };

describe('[P14] packed batches', () => {
  test('what is packed is read back field by field', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: MAX_BATCH_RECORDS }), (records) => {
        const batch = parseBatch(packBatch(header, records));
        expect(batch).toMatchObject({ ...header, count: records.length });
        records.forEach((each, i) => {
          const at = batch!.offsets[i]!;
          expect([
            recordIndex(batch!.view, at),
            recordCpu(batch!.view, at),
            recordByReference(batch!.view, at),
            recordLength(batch!.view, at),
          ]).toEqual([each.index, each.cpu, each.byReference, each.bytes.length]);
          expect([...recordBytes(batch!, at)]).toEqual([...each.bytes]);
        });
      }),
    );
  });

  test('the stamp says who and which attempt and touches nothing else', () => {
    fc.assert(
      fc.property(record, fc.integer({ min: 0, max: 0xffff }), u32, (each, attempt, device) => {
        const bytes = packBatch(header, [each]);
        const before = [...bytes];
        const batch = parseBatch(bytes);
        stampRecord(batch!.view, HEADER_BYTES, attempt, device as never);
        expect([recordAttempt(batch!.view, HEADER_BYTES), recordDevice(batch!.view, HEADER_BYTES)]).toEqual([
          attempt,
          device,
        ]);
        const changed = [...bytes].flatMap((byte, i) => (byte === before[i] ? [] : [i - HEADER_BYTES]));
        expect(changed.every((at) => at >= 4 && at < 10)).toBe(true);
      }),
    );
  });

  test('mutated, cut and random bytes are refused or read without going outside, never thrown on', () => {
    const mutated = fc
      .tuple(
        fc.array(record, { minLength: 1, maxLength: 4 }),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
        fc.nat(),
      )
      .map(([records, flips, cut]) => {
        const bytes = packBatch(header, records);
        for (const [at, value] of flips) bytes[at % bytes.length] = value;
        return cut % 3 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes;
      });
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 300 })), (bytes) => {
        const batch = parseBatch(bytes);
        for (const at of batch?.offsets ?? [])
          expect(recordBytes(batch!, at)).toHaveLength(recordLength(batch!.view, at));
      }),
      { numRuns: 2000 },
    );
  });

  test('too many results, too many bytes and none at all are refused by the packer', () => {
    const one: ResultRecord = {
      index: 0,
      start: 0,
      cpu: 0,
      digest: new Uint8Array(16),
      byReference: false,
      bytes: new Uint8Array(0),
    };
    expect(() => packBatch(header, [])).toThrow(RangeError);
    expect(() =>
      packBatch(
        header,
        Array.from({ length: MAX_BATCH_RECORDS + 1 }, () => one),
      ),
    ).toThrow(RangeError);
    expect(() => packBatch(header, [{ ...one, bytes: new Uint8Array(MAX_BATCH_BYTES) }])).toThrow(RangeError);
    expect(parseBatch(new Uint8Array(MAX_BATCH_BYTES + 1))).toBeNull();
  });
});

test('a packed manifest is read back, and anything else is not taken for one', () => {
  const parts = [1, 2, 3].map((n) => ({ sha: n.toString(16).padStart(64, '0') as Sha256, size: n * 1000 }));
  expect(unpackManifest(packManifest({ size: 6000, parts }))).toEqual({ size: 6000, parts });
  expect(unpackManifest(new Uint8Array(35))).toBeNull();
  expect(unpackManifest(new Uint8Array(36))).toBeNull();
});
