// Words for the parameters of `video`.
import type { KernelWords } from './kernel-words.ts';

export const videoWords: KernelWords = {
  codec: {
    label: 'Codec',
    hint: 'VP9 plays almost everywhere. AV1 is smaller and takes longer.',
    values: { vp9: 'VP9', av1: 'AV1', vp8: 'VP8' },
  },
  width: { label: 'Width at most', hint: 'In pixels. A film is never made larger.' },
  height: { label: 'Height at most', hint: 'In pixels. A film is never made larger.' },
  filter: {
    label: 'Filter',
    values: {
      none: 'None',
      grayscale: 'Black and white',
      negative: 'Negative',
      sepia: 'Sepia',
      blur: 'Blur',
      edges: 'Edges',
    },
  },
  quality: { label: 'Quality', values: { small: 'Small file', good: 'Good', best: 'Best' } },
  audio: { label: 'Keep the sound' },
  segment: { label: 'Seconds in a chunk', hint: 'At least. Films are cut at key frames only.' },
};
