// Photos in the hands of ImageMagick: what Covey writes is opened, what ImageMagick writes is read. Where it is not there the tests are
// skipped and say so.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { MemoryFile } from '../memory-job.ts';
import { compute, need, useToolFolder } from '../testing/tool-folder.ts';
import { image } from './describe.ts';
import { run } from './run-avif.ts';
import { cornersRaster, encodePhoto, testExif, testRaster, withExtras } from './testing/test-photos.ts';

const { call, pathOf, place } = useToolFolder();

describe('photos', () => {
  test.for(['jpeg', 'png', 'webp', 'avif'] as const)(
    '%s is opened by ImageMagick, upright, with its colours and profile',
    async (format, context) => {
      need(context, 'identify');
      const listed = call('convert', '-list', 'format').stdout;
      context.skip(
        !new RegExp(`^ *${format}`, 'im').test(listed),
        `this ImageMagick does not read ${format}`,
      );
      const held = withExtras(await encodePhoto(cornersRaster(240, 160)), { exif: testExif(6) });
      const faded = await encodePhoto(testRaster(100, 60, { alpha: true }), 'png');
      const files = [
        { name: 'ü 🙂.JPG', bytes: held },
        { name: '-dash.png', bytes: faded },
      ];
      const outputs = await compute(image, run, { format, width: 120, height: 120 }, files);
      const [first, second] = outputs.map(({ name, bytes }) => place(name, bytes));
      const seen = call('identify', '-format', '%w×%h %[channels]', `${first}`);
      expect(seen).toMatchObject({ status: 0, stderr: '' });
      expect(seen.stdout).toMatch(/^80×120 /);
      // Turned by a quarter: what lay at the bottom left (white) stands at the top left.
      const corner = call('convert', `${first}`, '-crop', '1x1+4+4', '-depth', '8', 'rgb:-');
      expect(corner.status).toBe(0);
      const pixel = execFileSync('convert', [`${first}`, '-crop', '1x1+4+4', '-depth', '8', 'rgb:-']);
      expect(Math.min(...pixel)).toBeGreaterThan(235);
      expect(call('identify', `${second}`)).toMatchObject({ status: 0, stderr: '' });
    },
  );

  test('what ImageMagick writes is read: progressive, gray, palette, 16 bits, interlaced, lossless', async (context) => {
    need(context, 'convert');
    place('rose.png', await encodePhoto(testRaster(90, 70), 'png'));
    const made: [name: string, ...options: string[]][] = [
      ['progressive.jpg', '-interlace', 'JPEG'],
      ['gray.jpg', '-colorspace', 'Gray'],
      ['palette.png', '-colors', '7'],
      ['deep.png', '-depth', '16'],
      ['interlaced.gif', '-interlace', 'GIF'],
      ['many.gif', '-colors', '200'],
      ['lossless.webp', '-define', 'webp:lossless=true'],
    ];
    const files: MemoryFile[] = [];
    for (const [name, ...options] of made) {
      expect(call('convert', 'rose.png', ...options, name)).toMatchObject({ status: 0 });
      files.push({ name, bytes: readFileSync(pathOf(name)) });
    }
    const outputs = await compute(image, run, { format: 'png', resize: 'none' }, files);
    expect(outputs.map(({ name }) => name)).not.toContain('failed.txt');
    for (const [i, { name, bytes }] of outputs.entries()) {
      const path = place(`out/${name}`, bytes);
      // Distance of the pixels, 0 to 1: the same picture, whichever program decodes it.
      const { stderr } = call('compare', '-metric', 'RMSE', `${files[i]!.name}[0]`, path, 'null:');
      const distance = Number(/\(([\d.e-]+)\)/.exec(stderr)?.[1]);
      expect([name, distance < 0.02]).toEqual([name, true]);
    }
  });

  test('a printer’s CMYK is refused with advice', async (context) => {
    need(context, 'convert');
    place('rose.png', await encodePhoto(testRaster(90, 70), 'png'));
    expect(call('convert', 'rose.png', '-colorspace', 'CMYK', 'cmyk.jpg').status).toBe(0);
    const files = [{ name: 'cmyk.jpg', bytes: readFileSync(pathOf('cmyk.jpg')) }];
    const [failed] = await compute(image, run, {}, files);
    expect(new TextDecoder().decode(failed!.bytes)).toMatch(/^cmyk\.jpg\t.*save it as RGB\n$/);
  });
});
