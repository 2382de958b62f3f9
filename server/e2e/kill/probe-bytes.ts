// The right result of one chunk of the probe at `bytes: 8`, as devices of the tests compute it and the output must hold it.
import { fillFrom } from '../../../shared/kernels/probe/mix.ts';

export function probeBytes(index: number): Uint8Array {
  const bytes = new Uint8Array(8);
  fillFrom(index, index, bytes);
  return bytes;
}
