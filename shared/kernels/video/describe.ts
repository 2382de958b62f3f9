// `video`: films cut at key frames, made smaller, filtered and encoded stretch by stretch on devices, and joined with their own sound.
import { requireFiles } from '../files/cut-files.ts';
import type { KernelDescription } from '../kernel.ts';
import { VideoParams } from './params.ts';
import { readIndex } from './video-index.ts';
import { openVideoPlan } from './video-plan.ts';

/** What half a minute of ordinary film is: enough for a first guess. */
const BYTES_PER_SECOND = 1_000_000;
const COST_PER_SECOND = 30 * 900;

export const video: KernelDescription<VideoParams> = {
  name: 'video',
  title: 'Films',
  summary: 'Films made smaller, filtered and encoded as VP9, AV1 or VP8, by devices with a browser.',
  inputs: ['files'],
  params: VideoParams,
  defaultVerification: 'check',
  checkShare: () => 1,
  looksInside: true,
  needs: {
    fits: ({ videoCodecs }) => videoCodecs === true,
    words:
      'a browser that shows video codecs (WebCodecs), opened over https or on the coordinator’s own computer',
  },
  split(params, input, files) {
    const films = requireFiles(input);
    return import('./cut-video.ts').then(({ cutVideos }) => cutVideos(params, films, files));
  },
  imagine({ segment }, sizes) {
    const seconds = sizes.reduce((sum, size) => sum + size / BYTES_PER_SECOND, 0);
    return { chunks: Math.max(sizes.length, Math.ceil(seconds / segment)), cost: seconds * COST_PER_SECOND };
  },
  openPlan: (_params, input, index) => openVideoPlan(requireFiles(input), readIndex(index)),
  verify: async (...asked) => (await import('./verify.ts')).verify(...asked),
  reduce: async (context) => (await import('./reduce.ts')).reduce(context),
};
