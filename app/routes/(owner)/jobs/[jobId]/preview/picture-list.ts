// Which pictures of a job can be shown, and where they are fetched from: finished ones while it runs, then its outputs. Pure.
import { fillPath } from '#shared/client/connect.ts';
import { routes } from '#shared/contract/http-api.ts';
import type { JobPicture, JobView } from '#shared/contract/job.ts';

export interface ShownPicture {
  /** The same as long as the picture is, so that what is there stays. */
  key: string;
  name: string;
  size: number;
  address: string;
}

/** A browser draws each in full, however small it is shown. */
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_SHOWN = 24;
const DRAWN = /\.(jpe?g|png|webp|avif)$/i;

export const livePictures = (id: string, pictures: readonly JobPicture[]): ShownPicture[] =>
  pictures.slice(0, MOST_SHOWN).map(({ chunk, n, name, size = 0 }) => ({
    key: `${chunk}.${n}`,
    name,
    size,
    address: fillPath(routes.jobPicture.path, { id, chunk: String(chunk), n: String(n) }),
  }));

export const outputPictures = ({ id, outputs }: Pick<JobView, 'id' | 'outputs'>): ShownPicture[] =>
  [...outputs.entries()]
    .filter(([, { name, size }]) => DRAWN.test(name) && size <= MOST_BYTES)
    .slice(0, MOST_SHOWN)
    .map(([n, { name, size }]) => ({
      key: `output ${n}`,
      name,
      size,
      address: fillPath(routes.downloadOutput.path, { id, n: String(n) }),
    }));
