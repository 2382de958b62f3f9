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
/** Among the outputs: what could not be computed, and why. */
export const FAILED = 'failed.txt';
const DRAWN = /\.(jpe?g|png|webp|avif)$/i;

export const livePictures = (id: string, pictures: readonly JobPicture[]): ShownPicture[] =>
  pictures.slice(0, MOST_SHOWN).map(({ chunk, n, name, size }) => ({
    key: `${chunk}.${n}`,
    name,
    size,
    address: fillPath(routes.jobPicture.path, { id, chunk, n }),
  }));

export const outputPictures = ({ id, outputs }: Pick<JobView, 'id' | 'outputs'>): ShownPicture[] =>
  [...outputs.entries()]
    .filter(([, { name, size }]) => DRAWN.test(name) && size <= MOST_BYTES)
    .slice(0, MOST_SHOWN)
    .map(([n, output]) => showOutput(id, n, output));

export interface UnshownOutput extends ShownPicture {
  /** A browser draws it, and it is only large. */
  isDrawn: boolean;
}

/** Of outputs of which none is shown, the one to be spoken of: one that can be drawn if there is one. */
export function unshownOutput({ id, outputs }: Pick<JobView, 'id' | 'outputs'>): UnshownOutput | undefined {
  const pictures = [...outputs.entries()].filter(([, { name }]) => name !== FAILED);
  const drawn = pictures.find(([, { name }]) => DRAWN.test(name));
  const [n, output] = drawn ?? pictures[0] ?? [];
  return n === undefined || !output
    ? undefined
    : { ...showOutput(id, n, output), isDrawn: drawn !== undefined };
}

function showOutput(id: string, n: number, { name, size }: JobView['outputs'][number]): ShownPicture {
  return { key: `output ${n}`, name, size, address: fillPath(routes.downloadOutput.path, { id, n }) };
}
