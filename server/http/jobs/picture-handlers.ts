// Finished pictures of a job that runs: which there are, and the bytes of one. Read from accepted results only; after the end the
// outputs say it better.
import type { BlobStore } from '../../blobs/blob-store.ts';
import { resultReader } from '../../part-readers.ts';
import type { Coordinator } from '../../coordinator.ts';
import type { OpenJob, Plans } from '../../plans.ts';
import { isAccepted } from '../../scheduler/chunk.ts';
import { isLive, type Job } from '../../scheduler/swarm-state.ts';
import { CoveyError } from '../../../shared/contract/errors.ts';
import type { JobPicture } from '../../../shared/contract/job.ts';
import type { ByteReader, ResultPicture } from '../../../shared/kernels/kernel.ts';
import type { Handlers } from '../api.ts';
import { findJob } from './find-job.ts';

/** As many as a screen shows; finding one costs a read. */
const LISTED_CHUNKS = 24;
/** Of one whole: all of the largest picture there is, 8192 by 8192 pixels. Their places are known without a read. */
const LISTED_PIECES = 16_384;
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
  /** The job with its plan, where it lives and makes pictures. */
  function openJob(swarm: number, id: string): { job: Job; open: OpenJob } | null {
    const job = findJob(coordinator().scheduler.state, swarm, id);
    const open = isLive(job) ? plans.open(job.row.number) : null;
    return open?.kernel.pictures ? { job, open } : null;
  }

  async function readChunk(
    { job, open }: { job: Job; open: OpenJob },
    index: number,
  ): Promise<{ reader: ByteReader; pictures: ResultPicture[] } | null> {
    if (!isAcceptedChunk(job, index)) return null;
    const range = { first: index, count: 1 };
    const { records } = await coordinator().store.readResults(job.row.number, range, 1);
    if (records.length === 0) return null;
    const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
    const result = resultReader(blobs, { bytes: records, view }, 0);
    const pictures = result && (await open.kernel.pictures?.(open.input, open.plan, index, result.reader));
    return result && pictures ? { reader: result.reader, pictures } : null;
  }

  return {
    async jobPictures({ swarm, param }) {
      const opened = openJob(swarm, param('id'));
      if (!opened) return [];
      const { pieces } = opened.open.kernel;
      if (pieces) return listPieces(opened, pieces);
      const listed: JobPicture[] = [];
      for (const index of acceptedChunks(opened.job).take(LISTED_CHUNKS)) {
        const chunk = await readChunk(opened, index);
        for (const [n, { name, start, end }] of (chunk?.pictures ?? []).entries())
          if (end - start <= MOST_BYTES) listed.push({ chunk: index, n, name, size: end - start });
      }
      return listed;
    },
    async jobPicture({ swarm, param }) {
      const opened = openJob(swarm, param('id'));
      const index = Number(param('chunk'));
      const chunk = opened && (await readChunk(opened, index));
      const picture = chunk?.pictures[Number(param('n'))];
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

type Pieces = NonNullable<OpenJob['kernel']['pieces']>;

/** Of a million chunks those few are looked at that may have a place: it is asked for all the time. */
export function listPieces({ job, open }: { job: Job; open: OpenJob }, pieces: Pieces): JobPicture[] {
  const listed: JobPicture[] = [];
  for (const chunk of acceptedChunks(job, pieces.every(open.params))) {
    const place = pieces.placeOf(open.params, open.plan, chunk);
    if (place) listed.push({ chunk, n: 0, name: `${place.x}, ${place.y}`, place });
    if (listed.length === LISTED_PIECES) break;
  }
  return listed;
}

function isAcceptedChunk(job: Job, index: number): boolean {
  const span = job.spans.find(({ first, count }) => index >= first && index < first + count);
  return span !== undefined && isAccepted(span, index);
}

/** From the first on, those whose number is a multiple of `every`. */
function* acceptedChunks(job: Job, every = 1): Generator<number, void> {
  for (const span of job.spans)
    for (let index = every * Math.ceil(span.first / every); index < span.first + span.count; index += every)
      if (isAccepted(span, index)) yield index;
}
