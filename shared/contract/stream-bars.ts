// The bars of the task stream, as columns and packed for screens [P36]. A bar is what one device did for one job without a pause: one chunk,
// or as many as were put together so that no more bars leave than a screen can show. Packed: a format byte, the number of bars, the
// first start (UTC ms); then per bar device, job, start since the bar before, length (ms), chunks done, chunks failed, CPU ms. All varints.
import { packedBytes } from './device-figures.ts';
import { makePacker, makeUnpacker } from './varints.ts';

const FORMAT = 1;
/** In one message. */
export const MAX_BARS = 65_536;
const LEAST_BYTES = 7;

export interface Bar {
  /** Numbers of the device and the job. */
  device: number;
  job: number;
  /** UTC ms of the coordinator. */
  start: number;
  /** ms. */
  length: number;
  /** Chunks recorded. */
  done: number;
  /** Chunks that threw there, or whose result was rejected. */
  failed: number;
  /** Thread CPU of them all, ms. */
  cpu: number;
}

/** Many bars without an object each. Only the first `count` entries mean anything. */
export interface Bars {
  count: number;
  device: Uint32Array;
  job: Uint32Array;
  start: Float64Array;
  length: Uint32Array;
  done: Uint32Array;
  failed: Uint32Array;
  cpu: Uint32Array;
}

export const makeBars = (capacity: number): Bars => ({
  count: 0,
  device: new Uint32Array(capacity),
  job: new Uint32Array(capacity),
  start: new Float64Array(capacity),
  length: new Uint32Array(capacity),
  done: new Uint32Array(capacity),
  failed: new Uint32Array(capacity),
  cpu: new Uint32Array(capacity),
});

const U32 = 0xffff_ffff;
const inU32 = (value: number) => Math.min(U32, Math.max(0, Math.round(value)));

export function setBar(bars: Bars, at: number, bar: Bar): void {
  bars.device[at] = bar.device;
  bars.job[at] = bar.job;
  bars.start[at] = bar.start;
  bars.length[at] = inU32(bar.length);
  bars.done[at] = inU32(bar.done);
  bars.failed[at] = inU32(bar.failed);
  bars.cpu[at] = inU32(bar.cpu);
}

export const barAt = (bars: Bars, at: number): Bar => ({
  device: bars.device[at] ?? 0,
  job: bars.job[at] ?? 0,
  start: bars.start[at] ?? 0,
  length: bars.length[at] ?? 0,
  done: bars.done[at] ?? 0,
  failed: bars.failed[at] ?? 0,
  cpu: bars.cpu[at] ?? 0,
});

/** The latest are left out beyond what one message holds. */
export function packBars(bars: readonly Bar[]): Uint8Array {
  const sorted = bars.toSorted((a, b) => a.start - b.start).slice(0, MAX_BARS);
  const packer = makePacker();
  let last = Math.floor(sorted[0]?.start ?? 0);
  packer.put(FORMAT);
  packer.put(sorted.length);
  packer.put(last);
  for (const { device, job, start, length, done, failed, cpu } of sorted) {
    const begins = Math.floor(start);
    packer.put(device);
    packer.put(job);
    packer.put(begins - last);
    for (const value of [length, done, failed, cpu]) packer.put(inU32(value));
    last = begins;
  }
  return packer.bytes();
}

/** null for anything that is not exactly one well-formed packet. */
export function readBars(bytes: Uint8Array): Bars | null {
  const unpacker = makeUnpacker(bytes);
  const format = unpacker.take();
  const count = unpacker.take();
  let start = unpacker.take();
  if (format !== FORMAT || !(count <= MAX_BARS && count * LEAST_BYTES <= bytes.length)) return null;
  const bars = makeBars(count);
  for (let i = 0; i < count; i++) {
    const device = unpacker.take();
    const job = unpacker.take();
    start += unpacker.take();
    const length = unpacker.take();
    const done = unpacker.take();
    const failed = unpacker.take();
    const cpu = unpacker.take();
    if (!(Math.max(device, job, length, done, failed, cpu) <= U32 && start <= Number.MAX_SAFE_INTEGER))
      return null;
    setBar(bars, i, { device, job, start, length, done, failed, cpu });
  }
  bars.count = count;
  return unpacker.isDone() ? bars : null;
}

export const PackedBars = packedBytes((bytes) => readBars(bytes) !== null);
