// Photos that cannot be computed: each named with its reason, none harming another, none decoded that would not fit.
import { describe, expect, test } from 'vitest';
import type { MemoryOutput } from '../memory-job.ts';
import type { OutputFormat } from './choices.ts';
import { compute } from './testing/compute-photos.ts';
import { encodePhoto, testRaster } from './testing/test-photos.ts';

const FORMATS: OutputFormat[] = ['jpeg', 'png', 'webp', 'avif'];
const whole = await encodePhoto(testRaster(300, 200));
const text = (output: MemoryOutput | undefined) => new TextDecoder().decode(output?.bytes);

describe('bad photos', () => {
  test.each(FORMATS)(
    'a %s that is cut short is named with the reason, and its neighbours are computed',
    async (format) => {
      const photo = await encodePhoto(testRaster(200, 150), format);
      for (const share of [0.02, 0.3, 0.9]) {
        const outputs = await compute({}, [
          { name: 'before.jpg', bytes: whole },
          { name: `cut ü.${format}`, bytes: photo.subarray(0, Math.ceil(photo.length * share)) },
          { name: 'after.jpg', bytes: whole },
        ]);
        expect(outputs.map(({ name }) => name)).toEqual(['before.jpg', 'after.jpg', 'failed.txt']);
        expect(text(outputs[2])).toMatch(/^cut ü\.\w+\t(the \w+ is damaged or cut short|it is .*)\n$/);
      }
    },
  );

  test.each(['jpeg', 'webp', 'avif', 'png'] as const)(
    'a %s with damage inside is refused or computed, and never stops',
    async (format) => {
      const photo = await encodePhoto(testRaster(200, 150), format);
      for (let seed = 1; seed < 12; seed++) {
        const broken = new Uint8Array(photo);
        for (let i = 0; i < 12; i++)
          broken[Math.floor((broken.length * ((seed * 37 + i * 53) % 97)) / 97)]! ^= seed * 11;
        const outputs = await compute({ width: 50, height: 50 }, [{ name: 'x', bytes: broken }]);
        expect(outputs).toHaveLength(1);
      }
    },
  );

  test.each([
    [
      'heic',
      Uint8Array.from([0, 0, 0, 24, ...Buffer.from('ftypheic\0\0\0\0mif1heic')]),
      /HEIC.*Most Compatible/,
    ],
    ['mov', Uint8Array.from([0, 0, 0, 20, ...Buffer.from('ftypqt  \0\0\0\0qt  ')]), /a video/],
    ['nothing', new Uint8Array(0), /empty/],
    ['words', new TextEncoder().encode('Hello, this is a letter'), /not a picture/],
    ['a pdf', new TextEncoder().encode('%PDF-1.7'), /a PDF/],
    ['half a signature', Uint8Array.of(0xff, 0xd8), /not a picture/],
  ])('%s is told what it is', async (name, bytes, reason) => {
    const outputs = await compute({}, [{ name, bytes }]);
    expect(outputs.map((output) => output.name)).toEqual(['failed.txt']);
    expect(text(outputs[0])).toMatch(reason);
  });

  test('a bomb is refused before it is decoded', async () => {
    const bytes = new Uint8Array(await encodePhoto(testRaster(60, 40), 'png'));
    const view = new DataView(bytes.buffer);
    view.setUint32(16, 12_000);
    view.setUint32(20, 9_000);
    expect(text((await compute({}, [{ name: 'huge.png', bytes }]))[0])).toMatch(
      /^huge\.png\tit has 108 megapixels, and at most 64/,
    );
  });

  test('all files in one folder of nonsense fail without stopping the job', async () => {
    const files = Array.from({ length: 40 }, (_, i) => ({
      name: `${i}.txt`,
      bytes: new TextEncoder().encode(`${i}`),
    }));
    const [failed] = await compute({}, files);
    expect(text(failed).trimEnd().split('\n')).toHaveLength(40);
  });
});
