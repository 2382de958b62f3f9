// Whether a colour profile must travel with the pixels. Without one sRGB is assumed, so a profile that is sRGB is left out;
// one for other than RGB pixels is too, since what comes out of the decoders is RGB.
import { asciiAt } from './photo-info.ts';

const SPACE_AT = 16;
const HEADER_BYTES = 128;
const DESCRIBED_BYTES = 4096;

export function profileToKeep(icc: Uint8Array | null): Uint8Array | null {
  if (!icc || icc.length < HEADER_BYTES || asciiAt(icc, SPACE_AT, 4) !== 'RGB ') return null;
  // Its name is in ASCII or in UTF-16; both read as ASCII without the zeros.
  const text = asciiAt(icc, HEADER_BYTES, Math.min(icc.length - HEADER_BYTES, DESCRIBED_BYTES)).replaceAll(
    '\0',
    '',
  );
  return /sRGB/i.test(text) ? null : icc;
}
