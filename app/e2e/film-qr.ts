// A film for Chromium's pretended camera: the QR code as a page of the owner shows it, held before the lens. Taken from the page's own pixels,
// tilted, turned, darkened and noisy as wished. Chromium opens the file anew whenever a page opens the camera.
import { writeFile } from 'node:fs/promises';
import { encode } from 'uqr';
import type { Locator } from 'playwright';

const WIDTH = 640;
const HEIGHT = 480;
const FRAMES = 4;

/** Grey values, row by row. */
export interface Picture {
  size: number;
  grey: Uint8Array;
}

export interface Pose {
  /** Height of the code as a share of the picture's. */
  share?: number;
  /** Degrees around the lens. */
  turn?: number;
  /** How far the upper edge leans away: 0 upright, 0.4 that edge has 60 % of its width. */
  lean?: number;
  /** What white and black become, 0 to 255. */
  white?: number;
  black?: number;
  /** Grey values that each pixel may be off by. */
  noise?: number;
}

/** What the page shows there, as its browser has drawn it. */
export async function takePicture(code: Locator): Promise<Picture> {
  const png = (await code.screenshot()).toString('base64');
  const size = 300;
  const values = await code.page().evaluate(
    async ([data, side]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const canvas = Object.assign(window.document.createElement('canvas'), { width: side, height: side });
      const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
      pen.drawImage(image, 0, 0, side, side);
      const { data: pixels } = pen.getImageData(0, 0, side, side);
      return Array.from({ length: side * side }, (_, i) => pixels[i * 4 + 1] as number);
    },
    [png, size] as const,
  );
  return { size, grey: Uint8Array.from(values) };
}

export function drawPicture(text: string): Picture {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  return { size, grey: Uint8Array.from(data.flat(), (dark) => (dark ? 0 : 255)) };
}

export async function film(file: string, { size, grey }: Picture, pose: Pose = {}): Promise<void> {
  const { share = 0.7, turn = 0, lean = 0, white = 235, black = 16, noise = 0 } = pose;
  const [sin, cos] = [Math.sin((turn * Math.PI) / 180), Math.cos((turn * Math.PI) / 180)];
  const half = (HEIGHT * share) / 2;
  const chance = makeChance(turn + lean * 100);
  const luma = new Uint8Array(WIDTH * HEIGHT);
  const frames: Buffer[] = [Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F15:1 Ip A1:1 C420jpeg\n`)];
  const chroma = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);

  /** The grey that the lens sees at this place: the wall, or the code seen in perspective. */
  function look(x: number, y: number): number {
    const u = ((x - WIDTH / 2) * cos + (y - HEIGHT / 2) * sin) / half;
    const v = ((y - HEIGHT / 2) * cos - (x - WIDTH / 2) * sin) / half;
    // the upper edge (v = -1) is farther away: narrower, and its rows closer together
    const depth = 1 / (1 - (lean / (2 - lean)) * v);
    const across = u / ((1 - lean / 2) * depth);
    const down = v / depth;
    if (Math.abs(across) >= 1 || Math.abs(down) >= 1) return 140;
    const column = Math.floor(((across + 1) / 2) * size);
    return grey[Math.floor(((down + 1) / 2) * size) * size + column] ?? 140;
  }

  for (let frame = 0; frame < FRAMES; frame++) {
    for (let y = 0; y < HEIGHT; y++)
      for (let x = 0; x < WIDTH; x++) {
        const seen = (look(x + 0.25, y + 0.25) + look(x + 0.75, y + 0.25) + look(x + 0.5, y + 0.75)) / 3;
        luma[y * WIDTH + x] = black + (seen / 255) * (white - black) + (chance() - 0.5) * 2 * noise;
      }
    frames.push(Buffer.from('FRAME\n'), Buffer.from(luma), chroma);
  }
  await writeFile(file, Buffer.concat(frames));
}

/** Nothing to be read anywhere. */
export const filmWall = (file: string) => film(file, { size: 1, grey: Uint8Array.of(140) });

function makeChance(seed: number): () => number {
  let state = Math.trunc(seed * 7919) >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
