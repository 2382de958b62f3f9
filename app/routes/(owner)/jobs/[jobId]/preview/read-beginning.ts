// Fetches how an output begins. A picture is fetched whole, up to a limit, and shown from memory; of anything else a few kilobytes do.
import { fillPath } from '#shared/client/connect.ts';
import { routes } from '#shared/contract/http-api.ts';
import { pictureType, type Preview, readPreview } from '../../preview-kind.ts';

export type Beginning = (Exclude<Preview, { kind: 'picture' }> | { kind: 'picture'; url: string }) & {
  /** Bytes that were looked at. */
  read: number;
};

const GLANCE_BYTES = 16 * 1024;
const PICTURE_BYTES = 8 * 1024 * 1024;

/** Of a job that still runs; null where its kernel does not join results end to end, or nothing can be read now. */
export async function readLive(id: string, signal: AbortSignal): Promise<Beginning | null> {
  const bytes = await read(fillPath(routes.previewJob.path, { id }), signal);
  return bytes && asBeginning(bytes.subarray(0, GLANCE_BYTES), false);
}

/** Of the first output of a job that is done. */
export async function readOutput(id: string, size: number, signal: AbortSignal): Promise<Beginning | null> {
  const path = fillPath(routes.downloadOutput.path, { id, n: 0 });
  if (size === 0) return asBeginning(new Uint8Array(0), true);
  const glance = await read(path, signal, Math.min(size, GLANCE_BYTES));
  if (!glance) return null;
  if (pictureType(glance) === null || size > PICTURE_BYTES || glance.length === size)
    return asBeginning(glance, glance.length === size);
  const whole = await read(path, signal, size);
  return whole && asBeginning(whole, true);
}

function asBeginning(bytes: Uint8Array<ArrayBuffer>, isWhole: boolean): Beginning {
  const preview = readPreview(bytes, isWhole);
  if (preview.kind !== 'picture') return { ...preview, read: bytes.length };
  const url = URL.createObjectURL(new Blob([bytes], { type: preview.type }));
  return { kind: 'picture', url, read: bytes.length };
}

async function read(
  path: string,
  signal: AbortSignal,
  length?: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const headers = length === undefined ? {} : { range: `bytes=0-${length - 1}` };
    const answer = await fetch(path, { signal, headers });
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
  } catch {
    // not reachable just now; the screen says so already
    return null;
  }
}
