// Answers a GET for the bytes of a blob, whole or one range of it, reading part by part as the other end takes them.
import type { BlobStore } from '../blobs/blob-store.ts';
import { type BlobManifest, partEnds, sliceBlob } from '../../shared/contract/blob.ts';

const PIECE_BYTES = 1024 * 1024;

/** RFC 9110 §14.1.2, one range only; null means the whole, 'unsatisfiable' answers 416. */
export function parseRange(
  header: string | undefined,
  size: number,
): { start: number; end: number } | null | 'unsatisfiable' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return null;
  if (match[1] === '') {
    const suffix = Number(match[2]);
    return suffix === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - suffix), end: size };
  }
  const start = Number(match[1]);
  const end = match[2] === '' ? size : Math.min(size, Number(match[2]) + 1);
  return start >= size || start >= end ? 'unsatisfiable' : { start, end };
}

/** RFC 6266: an ASCII fallback and the UTF-8 name. */
export function contentDisposition(name: string): string {
  const base = (name.split('/').at(-1) || 'output').toWellFormed();
  const ascii = base.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(base).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`;
}

export function serveBlob(
  blobs: BlobStore,
  blob: BlobManifest,
  range: string | undefined,
  headers: Record<string, string>,
): Response {
  const wanted = parseRange(range, blob.size);
  if (wanted === 'unsatisfiable')
    return new Response(null, { status: 416, headers: { 'content-range': `bytes */${blob.size}` } });
  const { start, end } = wanted ?? { start: 0, end: blob.size };
  const slices = sliceBlob(blob, partEnds(blob), start, end - start);
  let slice = 0;
  let within = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const current = slices[slice];
      if (!current) return controller.close();
      const take = Math.min(PIECE_BYTES, current.length - within);
      controller.enqueue(await blobs.read(current.sha, current.offset + within, take));
      within += take;
      if (within === current.length) {
        slice++;
        within = 0;
      }
    },
  });
  return new Response(end === start ? null : body, {
    status: wanted ? 206 : 200,
    headers: {
      'content-type': 'application/octet-stream',
      'accept-ranges': 'bytes',
      'content-length': String(end - start),
      ...(wanted && { 'content-range': `bytes ${start}-${end - 1}/${blob.size}` }),
      ...headers,
    },
  });
}
