import { expect, test } from 'vitest';
import { type NativeDetectorClass, openQrReader } from './open-qr-reader.ts';
import type { QrReader } from './qr-reader.ts';

const video = {} as HTMLVideoElement;
const zxing: QrReader = { read: () => Promise.resolve('by zxing') };

function fakeNative(formats: string[], detect: () => Promise<{ rawValue: string }[]>): NativeDetectorClass {
  return class {
    static getSupportedFormats = () => Promise.resolve(formats);
    detect = detect;
  };
}

/** Opens a reader and counts how often zxing is loaded. */
async function open(native: NativeDetectorClass | undefined) {
  const loads = { count: 0 };
  const loadZxing = () => {
    loads.count++;
    return Promise.resolve(zxing);
  };
  return { reader: await openQrReader({ native, loadZxing }), loads };
}

test('the browser’s own detector reads, and zxing is not loaded', async () => {
  const { reader, loads } = await open(
    fakeNative(['ean_13', 'qr_code'], () => Promise.resolve([{ rawValue: 'native' }])),
  );
  expect(await reader.read(video)).toBe('native');
  expect(loads.count).toBe(0);
});

test('no code in the picture is no text', async () => {
  const { reader } = await open(fakeNative(['qr_code'], () => Promise.resolve([])));
  expect(await reader.read(video)).toBeNull();
});

test('without a detector, or with one that reads no QR codes, zxing reads', async () => {
  expect(await (await open(undefined)).reader.read(video)).toBe('by zxing');
  const other = fakeNative(['ean_13'], () => Promise.resolve([{ rawValue: 'native' }]));
  expect(await (await open(other)).reader.read(video)).toBe('by zxing');
});

test('a detector without its service gives way to zxing, once for all', async () => {
  let asked = 0;
  const { reader, loads } = await open(
    fakeNative(['qr_code'], () => {
      asked++;
      return Promise.reject(new DOMException('Barcode detection service unavailable.', 'NotSupportedError'));
    }),
  );
  expect([await reader.read(video), await reader.read(video)]).toEqual(['by zxing', 'by zxing']);
  expect([asked, loads.count]).toEqual([1, 1]);
});

test('a video that has no picture yet is asked again, not given up', async () => {
  const { reader, loads } = await open(
    fakeNative(['qr_code'], () => Promise.reject(new DOMException('no frame', 'InvalidStateError'))),
  );
  expect(await reader.read(video)).toBeNull();
  expect(loads.count).toBe(0);
});
