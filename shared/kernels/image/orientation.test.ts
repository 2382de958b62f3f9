// Photos come out upright, however the camera was held.
import { describe, expect, test } from 'vitest';
import { compute } from './testing/compute-photos.ts';
import { look } from './testing/look-at-photo.ts';
import { cornersRaster, encodePhoto, testExif, withExtras } from './testing/test-photos.ts';

describe('orientation', () => {
  const corner = ([r = 0, g = 0, b = 0]: ArrayLike<number> & Iterable<number>) =>
    r > 128 ? (g > 128 ? 'white' : 'red') : g > 128 ? 'green' : b > 128 ? 'blue' : 'black';

  /** What a camera held in that way stores, so that turned by EXIF it is `upright` again: the standard's own drawings. */
  const stored: Record<number, [number, number][]> = {
    1: [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ],
    2: [
      [1, 0],
      [0, 0],
      [0, 1],
      [1, 1],
    ],
    3: [
      [1, 1],
      [0, 1],
      [0, 0],
      [1, 0],
    ],
    4: [
      [0, 1],
      [1, 1],
      [1, 0],
      [0, 0],
    ],
    5: [
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 0],
    ],
    6: [
      [0, 1],
      [0, 0],
      [1, 0],
      [1, 1],
    ],
    7: [
      [1, 1],
      [1, 0],
      [0, 0],
      [0, 1],
    ],
    8: [
      [1, 0],
      [1, 1],
      [0, 1],
      [0, 0],
    ],
  };

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    '%i is turned upright, with resizing and without',
    async (orientation) => {
      const flat = cornersRaster(80, 48);
      const bytes = withExtras(await encodePhoto(flat), {
        exif: testExif(orientation, orientation % 2 === 0),
      });
      for (const resize of ['none', 'percent', 'cover'] as const) {
        const [output] = await compute({ format: 'png', resize, width: 20, height: 20 }, [
          { name: 'p.jpg', bytes },
        ]);
        const { info, raster } = await look(output!.bytes);
        expect(info.orientation).toBe(1);
        const size = orientation < 5 ? [80, 48] : [48, 80];
        const expected = { none: size, percent: size.map((side) => side / 2), cover: [20, 20] }[resize];
        expect([info.width, info.height]).toEqual(expected);
        const at = (x: number, y: number) =>
          corner(raster.data.subarray(4 * (y * raster.width + x), 4 * (y * raster.width + x) + 3));
        const seen = [
          at(2, 2),
          at(raster.width - 3, 2),
          at(raster.width - 3, raster.height - 3),
          at(2, raster.height - 3),
        ];
        // The corner that stands at the top left now lay where `stored` says.
        const flatCorner = ([x, y]: [number, number]) => (y === 0 ? ['red', 'green'] : ['white', 'blue'])[x]!;
        expect(seen).toEqual(stored[orientation]!.map((place) => flatCorner(place)));
      }
    },
  );
});
