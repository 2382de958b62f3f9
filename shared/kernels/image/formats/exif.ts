// EXIF is a TIFF structure. Two things are done with it: its orientation is read, and before it is kept in an output, whose
// pixels are turned already, the orientation becomes 1 and the thumbnail, which shows the photo as it was, is cut off.
import { viewOf } from './photo-info.ts';

const ORIENTATION = 0x0112;
const SHORT = 3;
const ENTRY_BYTES = 12;

interface Directory {
  view: DataView;
  little: boolean;
  /** Where its first entry is, how many there are, and where the offset of the next directory stands. */
  first: number;
  count: number;
  next: number;
}

/** The first directory; null when these bytes are no TIFF structure. */
function openDirectory(exif: Uint8Array): Directory | null {
  if (exif.length < 14) return null;
  const view = viewOf(exif);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return null;
  const little = order === 0x4949;
  if (view.getUint16(2, little) !== 42) return null;
  const at = view.getUint32(4, little);
  if (at + 2 > exif.length) return null;
  const count = view.getUint16(at, little);
  const next = at + 2 + ENTRY_BYTES * count;
  return next + 4 > exif.length ? null : { view, little, first: at + 2, count, next };
}

function findOrientation({ view, little, first, count }: Directory): number | null {
  for (let i = 0; i < count; i++) {
    const at = first + ENTRY_BYTES * i;
    if (view.getUint16(at, little) === ORIENTATION && view.getUint16(at + 2, little) === SHORT) return at + 8;
  }
  return null;
}

/** 1 where nothing sensible is said. */
export function readOrientation(exif: Uint8Array | null): number {
  const directory = exif && openDirectory(exif);
  const at = directory ? findOrientation(directory) : null;
  if (!directory || at === null) return 1;
  const value = directory.view.getUint16(at, directory.little);
  return value >= 1 && value <= 8 ? value : 1;
}

/** A copy for pixels that are turned already; null when it is no EXIF. */
export function uprightExif(exif: Uint8Array): Uint8Array | null {
  const copy = new Uint8Array(exif);
  const directory = openDirectory(copy);
  if (!directory) return null;
  const at = findOrientation(directory);
  if (at !== null) directory.view.setUint16(at, 1, directory.little);
  directory.view.setUint32(directory.next, 0, directory.little);
  return copy;
}
