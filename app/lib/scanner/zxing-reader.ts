// QR codes by zxing, for browsers without a detector of their own. In a chunk of its own that only a scan downloads.
import { BrowserQRCodeReader, HTMLCanvasElementLuminanceSource } from '@zxing/browser';
import {
  BinaryBitmap,
  DecodeHintType,
  Exception,
  GlobalHistogramBinarizer,
  HybridBinarizer,
} from '@zxing/library';
import type { QrReader } from './qr-reader.ts';

/** Pixels of a side that zxing looks at: enough for a code of 41 modules on a third of the picture. */
const LOOKED_AT = 720;

interface View {
  /** The side of the square around the middle, as a share of the picture's shorter side. */
  share: number;
  /** Degrees. */
  turn: number;
  /** `local` bears shadows, `global` bears noise in the dark. */
  threshold: 'local' | 'global';
}

/** One after the other: zxing samples each module once, so what it misses in one view it finds in another. Measured on pixels of filmed codes, 20
 *  each: leaning back, 12 were read straight on and 20 turned by 15°; noisy and in the dark, none by the local threshold and 19 by the global one. */
const views: readonly View[] = [
  { share: 0.85, turn: 0, threshold: 'local' },
  { share: 0.9, turn: 15, threshold: 'global' },
  { share: 1.2, turn: 0, threshold: 'local' },
  { share: 0.9, turn: -15, threshold: 'local' },
  { share: 0.9, turn: 15, threshold: 'local' },
  { share: 0.9, turn: -15, threshold: 'global' },
];

export function createZxingReader(): QrReader {
  const reader = new BrowserQRCodeReader(new Map([[DecodeHintType.TRY_HARDER, true]]));
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = LOOKED_AT;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  let turnOf = 0;

  function draw(video: HTMLVideoElement, { share, turn }: View): void {
    const scale = LOOKED_AT / (Math.min(video.videoWidth, video.videoHeight) * share);
    pen?.resetTransform();
    pen?.clearRect(0, 0, LOOKED_AT, LOOKED_AT);
    pen?.translate(LOOKED_AT / 2, LOOKED_AT / 2);
    pen?.rotate((turn * Math.PI) / 180);
    pen?.scale(scale, scale);
    pen?.drawImage(video, -video.videoWidth / 2, -video.videoHeight / 2);
  }

  return {
    read(video) {
      const view = views[turnOf++ % views.length];
      if (video.videoWidth === 0 || !view) return Promise.resolve(null);
      draw(video, view);
      const seen = new HTMLCanvasElementLuminanceSource(canvas);
      const binarizer =
        view.threshold === 'local' ? new HybridBinarizer(seen) : new GlobalHistogramBinarizer(seen);
      try {
        return Promise.resolve(reader.decodeBitmap(new BinaryBitmap(binarizer)).getText());
      } catch (error) {
        // zxing throws for every picture without a readable code
        if (error instanceof Exception) return Promise.resolve(null);
        throw error;
      }
    },
  };
}
