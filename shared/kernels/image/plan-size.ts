// How large a photo becomes and which part of it is taken.
import type { Crop } from './pixels/pixels.ts';
import type { ImageParams } from './params.ts';

export interface Size {
  width: number;
  height: number;
}

type Wanted = Pick<ImageParams, 'resize' | 'width' | 'height' | 'percent' | 'enlarge'>;

/** `photo` is as people see it, turned already. Nothing is enlarged unless asked. */
export function planSize(photo: Size, wanted: Wanted): { size: Size; crop: Crop } {
  const whole: Crop = { left: 0, top: 0, ...photo };
  if (wanted.resize === 'none') return { size: photo, crop: whole };
  if (wanted.resize !== 'cover') {
    const scale =
      wanted.resize === 'percent'
        ? wanted.percent / 100
        : Math.min(wanted.width / photo.width, wanted.height / photo.height);
    return { size: scaled(photo, wanted.enlarge ? scale : Math.min(1, scale)), crop: whole };
  }
  // The largest part of that shape in the middle, made as large as asked or, when that would enlarge it, left as large as it is.
  const fill = Math.min(photo.width / wanted.width, photo.height / wanted.height);
  const part = { width: wanted.width * fill, height: wanted.height * fill };
  const crop = { left: (photo.width - part.width) / 2, top: (photo.height - part.height) / 2, ...part };
  const size = fill < 1 && !wanted.enlarge ? scaled(part, 1) : { width: wanted.width, height: wanted.height };
  return { size, crop };
}

const scaled = ({ width, height }: Size, scale: number): Size => ({
  width: Math.max(1, Math.round(width * scale)),
  height: Math.max(1, Math.round(height * scale)),
});

/** The same in the photo as it is stored, before turning. */
export function beforeTurning(
  { size, crop }: { size: Size; crop: Crop },
  orientation: number,
  stored: Size,
): { size: Size; crop: Crop } {
  if (orientation < 5) return { size, crop };
  // Parts are taken from the middle, so mirroring changes nothing.
  const [width, height] = [crop.height, crop.width];
  return {
    size: { width: size.height, height: size.width },
    crop: { left: (stored.width - width) / 2, top: (stored.height - height) / 2, width, height },
  };
}
