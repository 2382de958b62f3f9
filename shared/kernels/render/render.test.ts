// `render`: the contract; pixels that are known; a room in which every surface shines alike; scenes that are wrong; both formats.
import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { JobInput } from '../../contract/job.ts';
import { placePiece } from '../../contract/picture-pieces.ts';
import { kernelContract } from '../kernel-contract.ts';
import {
  filesInput,
  MemoryBlobs,
  planJob,
  readerOf,
  reduceAll,
  runAll,
  runChunk,
  type MemoryOutput,
  type RunLog,
} from '../memory-job.ts';
import { parseParams } from '../registry.ts';
import { render } from './describe.ts';
import { run } from './run.ts';
import { ball, ballMaterials, readExr, room } from './testing/scenes.ts';

const none: JobInput = { kind: 'none' };
type Text = Record<string, string>;

const inputOf = (blobs: MemoryBlobs, files: Text) =>
  filesInput(
    blobs,
    Object.entries(files).map(([name, text]) => ({ name, bytes: new TextEncoder().encode(text) })),
  );

async function renderAll(
  params: Record<string, unknown>,
  files: Text | null = null,
): Promise<MemoryOutput[]> {
  const blobs = new MemoryBlobs();
  const input = files === null ? none : inputOf(blobs, files);
  const job = await planJob(render, parseParams(render, params), input, blobs);
  return reduceAll(job, await runAll(job, run));
}

/** Red, green and blue of each pixel. */
function readPng({ bytes }: MemoryOutput): { width: number; height: number; pixels: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const packed: Uint8Array[] = [];
  for (let at = 8; at < bytes.length; at += 12 + view.getUint32(at))
    if (String.fromCharCode(...bytes.subarray(at + 4, at + 8)) === 'IDAT')
      packed.push(bytes.subarray(at + 8, at + 8 + view.getUint32(at)));
  const lines = inflateSync(Buffer.concat(packed));
  expect(lines).toHaveLength(height * (1 + width * 3));
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const from = y * (1 + width * 3);
    expect(lines[from]).toBe(2);
    for (let i = 0; i < width * 3; i++)
      pixels[y * width * 3 + i] = lines[from + 1 + i]! + (y > 0 ? pixels[(y - 1) * width * 3 + i]! : 0);
  }
  return { width, height, pixels };
}

function checkPng([picture]: MemoryOutput[]): void {
  expect(readPng(picture!)).toMatchObject({ width: 70, height: 66 });
}

function checkBoth(outputs: MemoryOutput[]): void {
  expect(outputs.slice(0, 2).map(({ name }) => name)).toEqual(['render.png', 'render.exr']);
  checkPng(outputs);
  expect(readExr(outputs[1]!.bytes)).toMatchObject({ width: 70, height: 66 });
}

const small = { width: 70, height: 66, samples: 2, bounces: 3 };
const scene = { 'ball.obj': ball(), 'ball.mtl': ballMaterials };

kernelContract({
  kernel: render,
  run,
  sameBytesEverywhere: true,
  verifierSamples: true,
  cases: [
    {
      name: 'the scene that comes along, four tiles, two blocks of paths',
      params: { ...small, samples: 17, bounces: 1, format: 'both' },
      input: () => none,
      check: checkBoth,
    },
    {
      name: 'a scene from files',
      params: small,
      input: (blobs) => inputOf(blobs, scene),
      check: checkPng,
      readsShared: true,
    },
  ],
});

describe('the picture', () => {
  test('is one and the same for all time, on every engine', async () => {
    const sums: string[] = [];
    for (const files of [null, scene]) {
      const job = { width: 24, height: 16, samples: 4, format: 'exr' };
      const [picture] = await renderAll(job, files);
      sums.push(createHash('sha256').update(picture!.bytes).digest('hex').slice(0, 16));
    }
    expect(sums).toEqual(['19a9335b8f5cbf0e', '4e269174c05e36d8']);
  });

  test('has the red wall on its left, the green one on its right and the lamp at its top', async () => {
    const [picture] = await renderAll({ width: 40, height: 40, samples: 16 });
    const { pixels } = readPng(picture!);
    const at = (x: number, y: number) => [...pixels.subarray((y * 40 + x) * 3, (y * 40 + x) * 3 + 3)];
    const [red, green, lamp] = [at(3, 20), at(36, 20), at(20, 5)];
    expect(red[0]).toBeGreaterThan(2 * red[1]!);
    expect(green[1]).toBeGreaterThan(1.5 * green[0]!);
    expect(Math.min(...lamp)).toBeGreaterThan(245);
  });

  test('of a closed room whose walls shine with a half and give back a half is white all over', async () => {
    // Every path sums up 1/2 + 1/4 + 1/8 + …, by lamps that are asked and by bounces alike: the mean is 1.
    const [exr, png] = await Promise.all(
      ['exr', 'png'].map(async (format) => {
        const params = { width: 16, height: 16, samples: 400, bounces: 64, tone: 'plain', floor: false };
        const [output] = await renderAll(
          { ...params, format, zoom: 10 },
          { 'room.obj': room(), 'room.mtl': 'newmtl wall\nKd 0.5\nKe 0.5' },
        );
        return output!;
      }),
    );
    const { values } = readExr(exr!.bytes);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean).toBeGreaterThan(0.985);
    expect(mean).toBeLessThan(1.015);
    expect(readPng(png!).pixels.reduce((sum, value) => sum + value, 0) / values.length).toBeGreaterThan(246);
  });

  test('is twice as bright with one stop more, and its light in EXR is not touched', async () => {
    const given = { width: 16, height: 16, samples: 2, tone: 'plain', format: 'both', exposure: -5 };
    const [dark, light] = await renderAll(given);
    const [brighter, same] = await renderAll({ ...given, exposure: -4 });
    expect(Buffer.compare(light!.bytes, same!.bytes)).toBe(0);
    const toLight = (value: number) =>
      value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
    const linear = (output: MemoryOutput) =>
      [...readPng(output).pixels].reduce((sum, value) => sum + toLight(value), 0);
    expect(linear(brighter!) / linear(dark!)).toBeGreaterThan(1.9);
    expect(linear(brighter!) / linear(dark!)).toBeLessThan(2.1);
  });

  test('leaves a tile black that failed for good, and means what is left where a block of paths did', async () => {
    const blobs = new MemoryBlobs();
    const job = await planJob(render, parseParams(render, { ...small, samples: 32 }), none, blobs);
    const results = await runAll(job, run);
    // the second tile has lost both of its blocks, the third one of them
    for (const index of [2, 3, 5]) results.delete(index);
    const outputs = await reduceAll(job, results);
    expect(new TextDecoder().decode(outputs[1]!.bytes).split('\n')).toHaveLength(4);
    const { pixels } = readPng(outputs[0]!);
    const at = (x: number, y: number) => pixels.subarray((y * 70 + x) * 3, (y * 70 + x) * 3 + 3);
    expect([...at(68, 10)]).toEqual([0, 0, 0]);
    expect(Math.max(...at(30, 65))).toBeGreaterThan(20);
  });

  test('is shown tile by tile while the job runs, each once', async () => {
    const job = await planJob(
      render,
      parseParams(render, { ...small, samples: 17 }),
      none,
      new MemoryBlobs(),
    );
    for (const [index, bytes] of await runAll(job, run)) {
      const shown = await render.pictures!(none, job.plan, index, readerOf(bytes));
      expect(shown).toHaveLength(index % 2 === 0 ? 1 : 0);
      const grid = render.pieces!(job.params);
      expect(grid).toMatchObject({ width: small.width, height: small.height, every: 2 });
      const { x, y } = placePiece(grid, index / 2);
      expect(shown.map(({ name }) => name)).toEqual(index % 2 === 0 ? [`${x}, ${y}`] : []);
      for (const { start, end } of shown)
        expect(Buffer.from(bytes.subarray(start, end)).toString('latin1')).toMatch(/^\x89PNG[^]*IEND....$/);
    }
  });
});

describe('a chunk', () => {
  test('reads its scene once for each job, and says how far it is', async () => {
    const blobs = new MemoryBlobs();
    const input = inputOf(blobs, { 'ball.obj': ball(80), 'ball.mtl': ballMaterials });
    const job = await planJob(render, parseParams(render, small), input, blobs);
    const log: RunLog = { reads: [], progress: [] };
    const reads: number[] = [];
    for (let index = 0; index < 2; index++) {
      const spec = job.plan.describe(index)!;
      const task = { index, params: job.params, args: spec.args };
      await runChunk(run, task, blobs.input(spec), undefined, log);
      reads.push(log.reads.length);
    }
    expect(reads[0]).toBeGreaterThan(1);
    expect(reads[1]).toBe(reads[0]);
    expect(Math.max(...log.reads.map(({ length }) => length))).toBeLessThanOrEqual(1024 * 1024);
    expect(log.progress.length).toBeGreaterThan(3);
  });
});

describe('a scene that is wrong is refused, by file and line:', () => {
  const triangle = 'v 0 0 0\nv 1 0 0\nv 0 1 0\n';
  test.each<[string, Text, string]>([
    [
      'a corner cut short',
      { 'a.obj': 'v 0 0 0\nv 1 0' },
      '"a.obj", line 2: a number is missing; the file may be cut short',
    ],
    ['no number', { 'a.obj': 'v 0 nan 0' }, '"a.obj", line 1: "nan" is not a number'],
    ['endless', { 'a.obj': '\nv 0 0 1e999' }, '"a.obj", line 2: 1e999 lies outside'],
    ['a face of two', { 'a.obj': `${triangle}f 1 2` }, '"a.obj", line 4: a face has at least three corners'],
    [
      'a corner that is not there',
      { 'a.obj': `${triangle}f 1 2 4` },
      'line 4: a face names corner "4", and there are 3 so far',
    ],
    ['a normal that is not there', { 'a.obj': `${triangle}f 1//1 2 3` }, 'line 4: a face names normal "1"'],
    ['corner 0', { 'a.obj': `${triangle}f 0 1 2` }, 'a face names corner "0"'],
    ['no faces', { 'a.obj': triangle }, '"a.obj": it has no faces'],
    ['a point', { 'a.obj': 'v 1 1 1\nv 1 1 1\nv 1 1 1\nf 1 2 3' }, '"a.obj": it has no faces'],
    ['a missing .mtl', { 'a.obj': `mtllib b.mtl\n${triangle}f 1 2 3` }, '"a.obj", line 1: it needs "b.mtl"'],
    [
      'a missing material',
      { 'a.obj': `usemtl red\n${triangle}f 1 2 3` },
      'line 1: there is no material "red"',
    ],
    [
      'a bad colour',
      { 'a.obj': triangle, 'a.mtl': 'newmtl x\nKd 2 0 0' },
      '"a.mtl", line 2: 2 lies outside of 0 to 1',
    ],
    [
      'a nameless material',
      { 'a.obj': triangle, 'a.mtl': 'Kd 1 0 0' },
      '"a.mtl", line 1: Kd stands before the first newmtl',
    ],
    ['bytes', { 'a.obj': 'v 0 0\0 0' }, '"a.obj", line 1: it is not text'],
    ['two scenes', { 'a.obj': triangle, 'b.obj': triangle }, '"b.obj": a job renders one scene'],
    [
      'a picture',
      { 'a.obj': triangle, 'wood.jpg': 'x' },
      '"wood.jpg": a scene is one .obj file and its .mtl files',
    ],
    ['materials alone', { 'a.mtl': 'newmtl x' }, '"a.mtl": there is no .obj file'],
    ['an endless line', { 'a.obj': `v ${'0 '.repeat(200_000)}` }, '"a.obj", line 1: a line has at most'],
  ])('%s', async (_name, files, message) => {
    const blobs = new MemoryBlobs();
    await expect(
      planJob(render, parseParams(render, {}), inputOf(blobs, files), blobs),
    ).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining(message) as string,
    });
  });

  test.each([{ width: 8193 }, { samples: 65_537 }, { bounces: 65 }, { fov: 121 }, { seed: -1 }])(
    '%j is beyond what is allowed',
    (params) => {
      expect(() => parseParams(render, params)).toThrow(expect.objectContaining({ code: 'bad-params' }));
    },
  );
});

test('a scene may be wound either way, count from its end, use polygons, and go on in the next line', async () => {
  const points = 'v -1 0 -1\nv 1 0 -1\nv 1 0 1\nv -1 0 1\n';
  const job = { width: 16, height: 16, samples: 2 };
  const pictures = await Promise.all(
    ['f 1 2 3 4', 'f -4 -3 \\\n-2 -1', 'f 1/1 2/2/ 3 4\r', 'f 1 2 3\nf 1 3 4'].map(async (faces) => {
      const [picture] = await renderAll(job, { 'a.obj': points + faces });
      return Buffer.from(picture!.bytes).toString('base64');
    }),
  );
  expect(new Set(pictures).size).toBe(1);
});
