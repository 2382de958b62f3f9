// The same photos through the built script in Node, Chromium and Firefox give the same bytes. A browser that is not there is skipped
// and says so. That the script also runs within the sandbox is the business of `app/e2e/photos.e2e.ts`.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chromium, firefox, type Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildKernelScript } from '../build-scripts.ts';
import { readerOf, runChunk } from '../memory-job.ts';
import { nativeModules } from '../native-modules.ts';
import { parseParams } from '../registry.ts';
import { joinBytes } from '../bytes/join-bytes.ts';
import { image } from './describe.ts';
import { run } from './run-avif.ts';
import { encodePhoto, testExif, testGif, testRaster, withExtras } from './testing/test-photos.ts';

const CHROMIUM = process.env['COVEY_CHROMIUM'];
const FIREFOX = ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find((path) => existsSync(path));

const browsers: [string, string | null, () => Promise<Browser>][] = [
  [
    'Chromium',
    CHROMIUM === undefined ? 'COVEY_CHROMIUM names no browser' : null,
    () => chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox'] }),
  ],
  [
    'Firefox',
    FIREFOX === undefined ? 'Firefox is not installed' : null,
    () => firefox.launch({ channel: 'moz-firefox', executablePath: FIREFOX!, headless: true }),
  ],
];

const jobs: Record<string, unknown>[] = [
  { width: 200, height: 200 },
  { format: 'webp', resize: 'cover', width: 120, height: 200, quality: 60 },
  { format: 'png', grayscale: true, blur: 7, sharpen: 30, watermark: 'Größe © ♥' },
  { format: 'webp', edge: true, resize: 'percent', percent: 150, enlarge: true },
  { format: 'avif', width: 160, height: 160 },
];

let input: Uint8Array;
let sizes: number[];
let script: string;

beforeAll(async () => {
  const jpeg = await encodePhoto(testRaster(500, 333));
  const photos = [
    withExtras(jpeg, { exif: testExif(6) }),
    await encodePhoto(testRaster(190, 210, { alpha: true }), 'png'),
    await encodePhoto(testRaster(222, 111), 'webp'),
    await encodePhoto(testRaster(130, 99), 'avif'),
    testGif(40, 30),
    jpeg.subarray(0, jpeg.length >> 1),
  ];
  input = joinBytes(photos);
  sizes = photos.map(({ length }) => length);
  script = await buildKernelScript('image', 'avif');
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function inNode(given: Record<string, unknown>): Promise<string> {
  const task = { index: 0, params: parseParams(image, given), args: { sizes } };
  return sha256(await runChunk(run, task, readerOf(input), nativeModules()));
}

/** What the worker does with one job: the script's text came before. */
const SERVE = `
onmessage = async ({ data: { params, args, input } }) => {
  const written = [];
  try {
    await coveyKernel.run({ index: 0, params, args, inputSize: input.length,
      read: async (offset, length) => input.slice(offset, offset + length),
      write: async (bytes) => void written.push(bytes.slice()),
      progress: async () => {} });
    postMessage({ written });
  } catch (error) { postMessage({ error: String(error && error.stack || error) }); }
};`;

describe.each(browsers)('%s', (_name, missing, launch) => {
  let browser: Browser | undefined;
  afterAll(() => browser?.close());

  test('computes what Node computes, to the byte', async (context) => {
    context.skip(missing !== null, missing ?? '');
    browser = await launch();
    const page = await browser.newPage();
    for (const given of jobs) {
      const asked = {
        params: parseParams(image, given),
        args: { sizes },
        source: script + SERVE,
        input: Buffer.from(input).toString('base64'),
      };
      const answer = await page.evaluate(async ({ source, input: base64, params, args }) => {
        const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const said = await new Promise<{ written?: Uint8Array[]; error?: string }>((resolve) => {
          worker.onmessage = ({ data }) => resolve(data as object);
          worker.onerror = ({ message }) => resolve({ error: message || 'the worker did not start' });
          worker.postMessage({ params, args, input: bytes });
        });
        worker.terminate();
        if (!said.written) return { error: said.error ?? '', base64: '' };
        const joined = new Uint8Array(
          await new Blob(said.written as Uint8Array<ArrayBuffer>[]).arrayBuffer(),
        );
        let text = '';
        for (const byte of joined) text += String.fromCharCode(byte);
        return { error: '', base64: btoa(text) };
      }, asked);
      expect(answer.error).toBe('');
      expect(sha256(Buffer.from(answer.base64, 'base64'))).toBe(await inNode(given));
    }
  });
});
