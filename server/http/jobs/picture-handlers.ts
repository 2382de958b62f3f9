// Finished pictures of a job: which there are while it runs, or which pieces of its one picture, and the bytes of one. Read from accepted
// results only.
import * as z from 'zod/mini';
import type { BlobStore } from '../../blobs/blob-store.ts';
import { resultReader } from '../../part-readers.ts';
import type { Coordinator } from '../../coordinator.ts';
import type { Plans } from '../../plans.ts';
import { hasBit } from '../../scheduler/spans/bitmap.ts';
import { CoveyError } from '../../../shared/contract/errors.ts';
import { type JobPicture, MAX_CHUNKS } from '../../../shared/contract/job.ts';
import {
  countPieces,
  packPieces,
  type PictureGrid,
  type PicturePieces,
} from '../../../shared/contract/picture-pieces.ts';
import type { ByteReader, ResultPicture } from '../../../shared/kernels/kernel.ts';
import type { Handlers } from '../api.ts';
import { findJob } from './find-job.ts';
import { makePictureOpener, type OpenPictures, type SpanBits } from './open-pictures.ts';

/** As many as a screen shows; finding one costs a read. */
const LISTED_CHUNKS = 24;
const MOST_BYTES = 16 * 1024 * 1024;

export interface PictureParts {
  coordinator: () => Coordinator;
  blobs: BlobStore;
  plans: Plans;
}

type PictureRoutes = 'jobPictures' | 'jobPicture';

export function makePictureHandlers({
  coordinator,
  blobs,
  plans,
}: PictureParts): Pick<Handlers, PictureRoutes> {
  const openPictures = makePictureOpener({ coordinator, plans });
  const find = (swarm: number, id: string) => openPictures(findJob(coordinator().scheduler.state, swarm, id));

  async function readChunk(
    { open, readRecord }: OpenPictures,
    index: number,
  ): Promise<{ reader: ByteReader; pictures: ResultPicture[] } | null> {
    const bytes = await readRecord(index);
    if (!bytes) return null;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const result = resultReader(blobs, { bytes, view }, 0);
    const pictures = result && (await open.kernel.pictures?.(open.input, open.plan, index, result.reader));
    return result && pictures ? { reader: result.reader, pictures } : null;
  }

  return {
    async jobPictures({ swarm, param }) {
      const opened = await find(swarm, param('id'));
      if (!opened) return { pictures: [], pieces: null };
      const { kernel, params } = opened.open;
      const spans = await opened.spans();
      if (kernel.pieces) return { pictures: [], pieces: listPieces(kernel.pieces(params), spans) };
      const pictures: JobPicture[] = [];
      for (const index of acceptedChunks(spans).take(LISTED_CHUNKS)) {
        const chunk = await readChunk(opened, index);
        for (const [n, { name, start, end }] of (chunk?.pictures ?? []).entries())
          if (end - start <= MOST_BYTES) pictures.push({ chunk: index, n, name, size: end - start });
      }
      return { pictures, pieces: null };
    },
    async jobPicture({ swarm, param }) {
      const [index, n] = [param('chunk'), param('n')].map(parseNumber);
      const opened = await find(swarm, param('id'));
      const chunk = opened && index !== undefined && (await readChunk(opened, index));
      const picture = chunk && n !== undefined ? chunk.pictures[n] : undefined;
      if (!chunk || !picture || picture.end - picture.start > MOST_BYTES)
        throw new CoveyError('not-found', `there is no such picture of chunk ${param('chunk')}`);
      const bytes = await chunk.reader.read(picture.start, picture.end - picture.start);
      return new Response(Uint8Array.from(bytes), {
        // An accepted result stays as it is, but for one found wrong later.
        headers: { 'content-type': 'application/octet-stream', 'cache-control': 'private, max-age=60' },
      });
    },
  };
}

/** A number of a chunk, or of a picture in it, as it stands in an address. */
const ChunkNumber = z.coerce.number().check(z.int(), z.gte(0), z.lte(MAX_CHUNKS));
const parseNumber = (text: string) => ChunkNumber.safeParse(text).data;

/** Of a million chunks those few are looked at that may have a piece: it is asked for all the time. */
export function listPieces(grid: PictureGrid, spans: readonly SpanBits[]): PicturePieces {
  const there = new Uint8Array(countPieces(grid));
  for (const chunk of acceptedChunks(spans, grid.every)) there[chunk / grid.every] = 1;
  return packPieces(grid, (k) => there[k] === 1);
}

/** Those whose number is a multiple of `every`. */
function* acceptedChunks(spans: readonly SpanBits[], every = 1): Generator<number, void> {
  for (const { first, count, accepted } of spans)
    for (let chunk = every * Math.ceil(first / every); chunk < first + count; chunk += every)
      if (hasBit(accepted, chunk - first)) yield chunk;
}
