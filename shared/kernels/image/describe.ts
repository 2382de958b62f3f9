// `image`: folders of photos made smaller, gray, blurred, sharpened, marked and written as JPEG, PNG, WebP or AVIF, the same to the
// byte on every device.
import { cutFiles, requireFiles, type CutRules } from '../files/cut-files.ts';
import { openFilesPlan } from '../files/files-plan.ts';
import type { KernelDescription } from '../kernel.ts';
import type { JobInput } from '../../contract/job.ts';
import { ImageParams, type ImageArgs } from './params.ts';

/** A photo is never cut; small ones share a chunk. */
const RULES: CutRules = { pieceBytes: null, groupFiles: 16 };

/** Known before anything is uploaded, hence by name. */
const hasAvif = (input: JobInput): boolean =>
  input.kind === 'files' && input.files.some(({ name }) => /\.avif$/i.test(name));

const checkedFor = async (watermark: string) =>
  (await import('./text/check-letters.ts')).checkLetters(watermark);

export const image: KernelDescription<ImageParams> = {
  name: 'image',
  title: 'Photos',
  summary: 'Photos made smaller, converted, gray, blurred, sharpened or marked, as JPEG, WebP, AVIF or PNG.',
  inputs: ['files'],
  params: ImageParams,
  defaultVerification: 'check',
  // Checking is computing again, so that one photo in twenty-five costs 4 %.
  checkShare: () => 0.04,
  variants: ['avif'],
  variantFor: ({ format }, input) => (format === 'avif' || hasAvif(input) ? 'avif' : null),
  split({ watermark }, input) {
    const index = cutFiles(input, RULES);
    // Refused here and not photo by photo: the font is only loaded when something is to be written.
    return watermark === '' ? index : checkedFor(watermark).then(() => index);
  },
  openPlan: (_params, input, index) =>
    openFilesPlan(requireFiles(input), index, (_chunk, sizes): ImageArgs => ({ sizes })),
  pictures: async (...asked) => (await import('./find-pictures.ts')).findPictures(...asked),
  verify: async (...asked) => (await import('./verify.ts')).verify(...asked),
  reduce: async (context) => (await import('./reduce.ts')).reduce(context),
};
