// A chunk's result: the loss (f64, in steps of the grid), how many samples were known and how many there were (u32), then for each weight the
// steps of its slope (i32); all little-endian.
import type { Slope } from './gradient.ts';

const HEAD_BYTES = 16;

const slopeBytes = (weights: number) => HEAD_BYTES + 4 * weights;

export function encodeSlope({ steps, loss, correct, samples }: Slope): Uint8Array {
  const bytes = new Uint8Array(slopeBytes(steps.length));
  const view = new DataView(bytes.buffer);
  view.setFloat64(0, loss, true);
  view.setUint32(8, correct, true);
  view.setUint32(12, samples, true);
  bytes.set(new Uint8Array(steps.buffer, steps.byteOffset, steps.byteLength), HEAD_BYTES);
  return bytes;
}

/** null: these are not the bytes of a slope over so many samples, which is possible only where nothing was checked. */
export function decodeSlope(bytes: Uint8Array, weights: number, samples: number): Slope | null {
  if (bytes.length !== slopeBytes(weights)) return null;
  const whole = new Uint8Array(bytes);
  const view = new DataView(whole.buffer);
  const slope: Slope = {
    steps: new Int32Array(whole.buffer, HEAD_BYTES, weights),
    loss: view.getFloat64(0, true),
    correct: view.getUint32(8, true),
    samples: view.getUint32(12, true),
  };
  const isPossible = Number.isFinite(slope.loss) && slope.correct <= samples && slope.samples === samples;
  return isPossible ? slope : null;
}
