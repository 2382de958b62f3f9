// What can be chosen, without the schema library: `run.ts` imports it too.
export const FORMATS = ['jpeg', 'webp', 'avif', 'png', 'same'] as const;
export const RESIZES = ['fit', 'cover', 'percent', 'none'] as const;
export const POSITIONS = ['bottom-right', 'bottom-left', 'top-right', 'top-left', 'center'] as const;

export type OutputFormat = Exclude<(typeof FORMATS)[number], 'same'>;

/** A photo of more megapixels does not fit the memory of a phone's thread: each is 4 bytes here, up to four times. */
export const MOST_MEGAPIXELS = 64;

export const EXTENSIONS: Record<OutputFormat, string> = {
  jpeg: '.jpg',
  png: '.png',
  webp: '.webp',
  avif: '.avif',
};
