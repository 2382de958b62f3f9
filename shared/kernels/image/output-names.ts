// Names for the finished photos: the path as it was, with the extension of what it is now, each different from the others.
import { safeNames } from '../files/safe-names.ts';
import { EXTENSIONS } from './choices.ts';
import type { ImageParams } from './params.ts';

const PICTURE_EXTENSION = /\.(jpe?g|jfif|png|webp|avif|gif|hei[cf]|tiff?|bmp)$/i;

export function outputNames(names: readonly string[], format: ImageParams['format']): string[] {
  if (format === 'same')
    return safeNames(
      names.map((name) => name.replace(/\.gif$/i, '.png')),
      '',
    );
  const stems = names.map((name) => name.replace(PICTURE_EXTENSION, '') || 'photo');
  return safeNames(stems, EXTENSIONS[format]);
}
