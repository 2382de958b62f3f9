// QR codes by zxing, for browsers without a detector of their own. In a chunk of its own: 25 KB that only a scan downloads.
import { BrowserQRCodeReader } from '@zxing/browser';
import { DecodeHintType, Exception } from '@zxing/library';
import type { QrReader } from './qr-reader.ts';

/** Pixels of the longer side that zxing looks at: enough for a code of 41 modules on a third of the picture. */
const LOOKED_AT = 800;

export function createZxingReader(): QrReader {
  const reader = new BrowserQRCodeReader(new Map([[DecodeHintType.TRY_HARDER, true]]));
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  /** In turns the whole picture, and its middle as sharp as it is: a code far away is small. */
  let isMiddle = false;

  return {
    read(video) {
      const { videoWidth: width, videoHeight: height } = video;
      if (width === 0 || height === 0 || !pen) return Promise.resolve(null);
      const share = isMiddle ? 0.5 : 1;
      isMiddle = !isMiddle;
      const [w, h] = [width * share, height * share];
      const scale = Math.min(1, LOOKED_AT / Math.max(w, h));
      canvas.width = Math.round(w * scale);
      canvas.height = Math.round(h * scale);
      pen.drawImage(video, (width - w) / 2, (height - h) / 2, w, h, 0, 0, canvas.width, canvas.height);
      try {
        return Promise.resolve(reader.decodeFromCanvas(canvas).getText());
      } catch (error) {
        // zxing throws for every picture without a readable code
        if (error instanceof Exception) return Promise.resolve(null);
        throw error;
      }
    },
  };
}
