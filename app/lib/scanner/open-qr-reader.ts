// Reads QR codes from a video: by the browser itself where it can, else by zxing, which is loaded only then. Some browsers have the native
// detector without the service behind it and fail at the first picture; then zxing takes over.

import type { QrReader } from './qr-reader.ts';

/** The part of the Shape Detection API that is used here; TypeScript does not know it. */
interface NativeDetector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
export interface NativeDetectorClass {
  new (options: { formats: string[] }): NativeDetector;
  getSupportedFormats(): Promise<string[]>;
}

export interface ReaderPorts {
  native: NativeDetectorClass | undefined;
  loadZxing(): Promise<QrReader>;
}

export const browserReaders = (): ReaderPorts => ({
  native: (globalThis as { BarcodeDetector?: NativeDetectorClass }).BarcodeDetector,
  loadZxing: async () => (await import('./zxing-reader.ts')).createZxingReader(),
});

/** @throws when neither is there. */
export async function openQrReader(ports: ReaderPorts = browserReaders()): Promise<QrReader> {
  const detector = await openNative(ports.native);
  if (!detector) return await ports.loadZxing();
  let instead: QrReader | undefined;
  return {
    async read(video) {
      if (instead) return await instead.read(video);
      try {
        const [code] = await detector.detect(video);
        return code?.rawValue ?? null;
      } catch (error) {
        // a video without a picture yet, or one that just ended
        if (error instanceof DOMException && error.name === 'InvalidStateError') return null;
        instead = await ports.loadZxing();
        return await instead.read(video);
      }
    },
  };
}

async function openNative(Native: NativeDetectorClass | undefined): Promise<NativeDetector | undefined> {
  if (!Native) return undefined;
  const formats = await Native.getSupportedFormats().catch((): string[] => []);
  return formats.includes('qr_code') ? new Native({ formats: ['qr_code'] }) : undefined;
}
