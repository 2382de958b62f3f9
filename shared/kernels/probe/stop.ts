// Whether a chunk of `probe` holds a number that is looked for: one whose first word lies below the limit.
import type { ByteReader } from '../kernel.ts';
import type { ProbeParams } from './params.ts';

export async function stop({ findBelow, bytes }: ProbeParams, result: ByteReader): Promise<boolean> {
  const all = await result.read(0, result.size);
  const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
  for (let at = 0; at + bytes <= all.length; at += bytes)
    if (view.getUint32(at, true) < findBelow) return true;
  return false;
}
