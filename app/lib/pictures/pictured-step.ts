// One step that a person takes on somebody else's screen.
import type { Picture, PictureLine } from './picture-lines.ts';

export interface PicturedStep {
  /** One sentence. */
  say: string;
  picture?: Picture;
}

export const onPhone = (...lines: PictureLine[]): Picture => ({ frame: 'phone', lines });
export const inWindow = (...lines: PictureLine[]): Picture => ({ frame: 'window', lines });
