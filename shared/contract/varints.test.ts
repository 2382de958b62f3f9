import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DeviceFigures, packFigures, readFigures } from './device-figures.ts';
import { type Bar, barAt, packBars, readBars } from './stream-bars.ts';
import { makePacker, makeUnpacker } from './varints.ts';

const whole = fc.oneof(fc.nat(300), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }));
const u32 = fc.oneof(fc.nat(300), fc.integer({ min: 0, max: 0xffff_ffff }));

test('whole numbers are read back, small ones from one byte', () => {
  fc.assert(
    fc.property(fc.array(whole), (numbers) => {
      const packer = makePacker();
      for (const number of numbers) packer.put(number);
      const unpacker = makeUnpacker(packer.bytes());
      expect(numbers.map(() => unpacker.take())).toEqual(numbers);
      expect(unpacker.isDone()).toBe(true);
      expect(unpacker.take()).toBeNaN();
    }),
  );
  const packer = makePacker();
  packer.put(127);
  expect(packer.bytes()).toHaveLength(1);
});

const figures: fc.Arbitrary<DeviceFigures> = fc.record(
  {
    number: u32,
    rate: fc.float({ noNaN: true, noDefaultInfinity: true, min: 0 }),
    leased: whole,
    chunksDone: whole,
    cpuSeconds: whole,
    job: fc.nat(5000),
    duty: fc.nat(200).map((steps) => steps / 200),
    state: fc.record({
      connected: fc.boolean(),
      enabled: fc.boolean(),
      quarantined: fc.boolean(),
      reason: fc.nat(5000),
    }),
    threads: fc.nat(4096),
    sentence: fc.nat(5000),
    lastSeenAt: fc.nat(4_000_000_000).map((seconds) => seconds * 1000),
  },
  { requiredKeys: ['number'] },
);

test('[P35] figures are read back field by field, and only those that were packed', () => {
  fc.assert(
    fc.property(fc.array(figures), (devices) => {
      expect(readFigures(packFigures(devices))).toEqual(devices);
    }),
  );
});

const bar: fc.Arbitrary<Bar> = fc.record({
  device: u32,
  job: u32,
  start: fc.nat(2_000_000_000_000),
  length: u32,
  done: u32,
  failed: u32,
  cpu: u32,
});

test('[P36] bars are read back in the order of their starts', () => {
  fc.assert(
    fc.property(fc.array(bar, { maxLength: 50 }), (bars) => {
      const read = readBars(packBars(bars));
      expect(Array.from({ length: read?.count ?? -1 }, (_, i) => barAt(read!, i))).toEqual(
        bars.toSorted((a, b) => a.start - b.start),
      );
    }),
  );
});

test('mutated, cut and random bytes are refused or read without going outside, never thrown on', () => {
  const spoiled = fc
    .tuple(
      fc.oneof(fc.array(figures).map(packFigures), fc.array(bar).map(packBars)),
      fc.nat(),
      fc.nat(255),
      fc.boolean(),
    )
    .map(([bytes, at, value, cut]) => {
      bytes[at % bytes.length] = value;
      return cut ? bytes.subarray(0, at % bytes.length) : bytes;
    });
  fc.assert(
    fc.property(fc.oneof(spoiled, fc.uint8Array({ maxLength: 200 })), (bytes) => {
      expect(readBars(bytes)?.count ?? 0).toBeLessThanOrEqual(bytes.length);
      for (const device of readFigures(bytes) ?? []) expect(device.number).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 2000 },
  );
});

test('what claims more than its bytes can hold takes no memory', () => {
  const packer = makePacker();
  for (const value of [1, 60_000, 0]) packer.put(value);
  expect(readBars(packer.bytes())).toBeNull();
  expect(readFigures(packer.bytes())).toBeNull();
});
