// Whether bytes begin a picture of the format asked for.
import type { ImageParams } from './params.ts';
import { sniff } from './formats/sniff.ts';

export function isPicture(head: Uint8Array, format: ImageParams['format']): boolean {
  try {
    const found = sniff(head);
    return format === 'same' ? found !== 'gif' : found === format;
  } catch {
    return false;
  }
}
