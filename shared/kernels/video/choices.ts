// What can be chosen for a film, said once for the form, the parameters and the devices' code (which must not bring zod along).
export const CODECS = ['vp9', 'av1', 'vp8'] as const;
export type Codec = (typeof CODECS)[number];

export const FILTERS = ['none', 'grayscale', 'negative', 'sepia', 'blur', 'edges'] as const;
export type Filter = (typeof FILTERS)[number];

export const QUALITIES = ['small', 'good', 'best'] as const;
export type Quality = (typeof QUALITIES)[number];

/** What a chunk is told: which stretch of which film, in seconds of its own time. */
export interface VideoArgs {
  from: number;
  /** The frame at this time is the next chunk's; null: to the end. */
  to: number | null;
  /** Frames in it. */
  frames: number;
  /** Of the pictures to make, in pixels, even. */
  width: number;
  height: number;
  /** Frames a second, for the encoder's sake. */
  rate: number;
}
