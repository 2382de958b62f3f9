// `train`: the contract; the same weights as a plain loop on one device, however a round is cut; what it learns; what it refuses.
import { describe, expect, test } from 'vitest';
import type { JobInput } from '../../contract/job.ts';
import { kernelContract, type KernelCase } from '../kernel-contract.ts';
import { filesInput, MemoryBlobs, type MemoryOutput, planJob, reduceAll, runAll } from '../memory-job.ts';
import { parseParams } from '../registry.ts';
import { drawBlock } from './data/draw-block.ts';
import { train } from './describe.ts';
import { digitPainter } from './digits/draw-digit.ts';
import { run } from './run.ts';
import { trainPlainly } from './testing/plain-training.ts';
import { idxFile, readWhole, trainRounds } from './testing/train-rounds.ts';

const none: JobInput = { kind: 'none' };
const SMALL = { hidden: 12, samples: 2016, batch: 320, chunks: 4, rounds: 3 };

const textOf = (outputs: MemoryOutput[], name: string) =>
  new TextDecoder().decode(outputs.find((output) => output.name === name)!.bytes);
const modelOf = (outputs: MemoryOutput[]) =>
  JSON.parse(textOf(outputs, 'model.json')) as {
    rounds: number;
    testSamples: number | null;
    testAccuracy: number | null;
  };
const floatsOf = (outputs: MemoryOutput[], name: string) => {
  const { bytes } = outputs.find((output) => output.name === name)!;
  return new Float32Array(new Uint8Array(bytes.subarray(128)).buffer);
};
const rowsOf = (outputs: MemoryOutput[]) => {
  const [heading, ...rows] = textOf(outputs, 'history.csv').trimEnd().split('\n');
  expect(heading).toBe('round,loss,accuracy,samples');
  return rows.map((row) => row.split(',').map(Number));
};

/** `count` drawn digits as files, the last block not full. */
function mnistLike(blobs: MemoryBlobs, count: number, seed = 1) {
  const { pictures, labels } = drawBlock(seed, 0, count);
  return filesInput(blobs, [
    { name: 'labels-idx1-ubyte', bytes: idxFile([count], labels) },
    { name: 'images-idx3-ubyte', bytes: idxFile([count, 28, 28], pictures) },
  ]);
}

const caseOf = (
  name: string,
  params: Record<string, unknown>,
  input: KernelCase['input'] = () => none,
): KernelCase => ({
  name,
  params,
  input,
  readsShared: true,
  check: (outputs) => {
    const layers = params['model'] === 'logistic' ? ['layer1.npy'] : ['layer1.npy', 'layer2.npy'];
    expect(outputs.map((output) => output.name)).toEqual([
      'history.csv',
      'model.json',
      ...layers,
      'motion.npy',
    ]);
    const [[round, loss, accuracy] = []] = rowsOf(outputs);
    expect(round).toBe(1);
    expect(loss).toBeGreaterThan(1);
    expect(loss).toBeLessThan(5);
    expect(accuracy).toBeLessThan(0.6);
    for (const layer of layers) {
      const values = floatsOf(outputs, layer);
      expect(values.every((value) => Math.abs(value) < 5)).toBe(true);
      expect(values.some((value) => value !== 0)).toBe(true);
    }
  },
});

kernelContract({
  kernel: train,
  run,
  sameBytesEverywhere: true,
  cases: [
    caseOf('a network, its first round', SMALL),
    caseOf('logistic regression', { ...SMALL, model: 'logistic', chunks: 3 }),
    caseOf('pictures and labels of files', { ...SMALL, batch: 96, chunks: 2 }, (blobs) =>
      mnistLike(blobs, 333),
    ),
  ],
});

describe('train', () => {
  test.each(['network', 'logistic'] as const)(
    'weights of a %s after some rounds are those of a plain loop, to the bit',
    async (model) => {
      const params = { ...SMALL, model, samples: 500, rounds: 4 };
      const { outputs, rounds } = await trainRounds(params, none, new MemoryBlobs());
      expect(rounds).toBe(4);
      for (const [i, right] of trainPlainly(parseParams(train, params)).entries())
        expect(
          Buffer.compare(
            new Uint8Array(floatsOf(outputs, `layer${i + 1}.npy`).buffer),
            new Uint8Array(right.buffer),
          ),
        ).toBe(0);
    },
  );

  test('it does not matter into how many chunks a round is cut, nor in what order they are computed', async () => {
    const [one, ...others] = await Promise.all(
      [1, 3, 10, 4096].map((chunks) =>
        trainRounds({ ...SMALL, chunks }, none, new MemoryBlobs(), chunks > 3),
      ),
    );
    for (const other of others)
      for (const [i, { bytes }] of one!.outputs.entries())
        expect(Buffer.compare(bytes, other.outputs[i]!.bytes)).toBe(0);
  });

  test('a network learns to read the digits that are drawn', { timeout: 180_000 }, async () => {
    const { outputs } = await trainRounds({}, none, new MemoryBlobs());
    const { rounds, testSamples, testAccuracy } = modelOf(outputs);
    const simple = modelOf((await trainRounds({ model: 'logistic' }, none, new MemoryBlobs())).outputs);
    console.log(
      `${rounds} rounds of 512: a network knows ${testAccuracy} of ${testSamples} digits that it has not seen, ` +
        `logistic regression ${simple.testAccuracy}`,
    );
    expect(rounds).toBe(60);
    expect(testSamples).toBe(2016);
    expect(testAccuracy).toBeGreaterThan(0.9);
    expect(simple.testAccuracy).toBeGreaterThan(0.7);
    expect(testAccuracy).toBeGreaterThan(simple.testAccuracy!);
    const rows = rowsOf(outputs);
    expect(rows.map(([round]) => round)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    expect(rows.at(-1)![1]).toBeLessThan(0.4 * rows[0]![1]!);
  });

  test('files give what drawing gives, when they hold the drawn digits', async () => {
    const params = { ...SMALL, samples: 333, batch: 96 };
    const blobs = new MemoryBlobs();
    const drawn = await trainRounds(params, none, blobs);
    const read = await trainRounds(params, mnistLike(blobs, 333), blobs);
    for (const [i, { bytes }] of drawn.outputs.entries())
      expect(Buffer.compare(bytes, read.outputs[i]!.bytes)).toBe(0);
  });

  test('who gives a model goes on with it, as if it had never ended', async () => {
    const blobs = new MemoryBlobs();
    const whole = await trainRounds({ ...SMALL, rounds: 4 }, none, blobs);
    const half = await trainRounds({ ...SMALL, rounds: 2 }, none, blobs);
    const files = filesInput(blobs, half.outputs);
    const again = await trainRounds({ ...SMALL, rounds: 4 }, files, blobs);
    for (const [i, { bytes }] of whole.outputs.entries())
      expect(Buffer.compare(bytes, again.outputs[i]!.bytes)).toBe(0);
    const over = planJob(train, parseParams(train, { ...SMALL, rounds: 2 }), files, blobs);
    await expect(over).rejects.toThrow('rounds: this model has 2 behind it; ask for more in all');
    const other = planJob(train, parseParams(train, { ...SMALL, rounds: 9, hidden: 13 }), files, blobs);
    await expect(other).rejects.toThrow(/the model has 784 pixels, a hidden layer of 12 and 10 classes, the/);
  });

  test('only the last round tries the samples kept aside; without any it says so', async () => {
    const first = await planJob(train, parseParams(train, SMALL), none, new MemoryBlobs());
    expect(modelOf(await reduceAll(first, await runAll(first, run)))).toMatchObject({
      rounds: 1,
      testSamples: null,
    });
    const all = await trainRounds({ ...SMALL, testShare: 0 }, none, new MemoryBlobs());
    expect(modelOf(all.outputs)).toMatchObject({ rounds: 3, testSamples: 0, testAccuracy: null });
  });

  test('a round that lost a chunk learns from the others and names what is missing', async () => {
    const job = await planJob(train, parseParams(train, SMALL), none, new MemoryBlobs());
    const results = await runAll(job, run);
    results.delete(1);
    results.set(2, new Uint8Array(7));
    const outputs = await reduceAll(job, results);
    expect(rowsOf(outputs)[0]![3]).toBe(160);
    expect(textOf(outputs, 'failed.txt')).toBe(
      '96 samples of round 1, chunk 1\n64 samples of round 1, chunk 2\n',
    );
    const nothing = await reduceAll(
      await planJob(train, parseParams(train, SMALL), none, new MemoryBlobs()),
      new Map(),
    );
    expect(textOf(nothing, 'history.csv')).toBe('round,loss,accuracy,samples\n1,,,0\n');
  });

  test('the same digits are drawn as ever: a change here changes every training', () => {
    const pixels = new Uint8Array(784);
    expect(digitPainter(1)(0, pixels)).toMatchInlineSnapshot(`8`);
    expect(pixels.reduce((sum, byte, i) => (Math.imul(sum, 31) + byte + i) | 0, 0)).toMatchInlineSnapshot(
      `1147034476`,
    );
  });

  test('all ten digits are drawn, about equally often', () => {
    const counts = new Array<number>(10).fill(0);
    for (const label of drawBlock(3, 0, 2000).labels) counts[label]! += 1;
    expect(Math.min(...counts)).toBeGreaterThan(140);
    expect(Math.max(...counts)).toBeLessThan(260);
  });

  const { pictures, labels } = drawBlock(1, 0, 64);
  const images = { name: 'i', bytes: idxFile([64, 28, 28], pictures) };
  const whole = idxFile([64], labels);
  const named = (name: string, bytes: Uint8Array) => ({ name, bytes });
  test.each([
    ['no labels', [images], /two files, pictures and labels; the job has 1/],
    ['pictures twice', [images, images], /both files hold pictures/],
    [
      'a label too few',
      [images, named('l', idxFile([63], labels.subarray(0, 63)))],
      /"i" holds 64 pictures and "l" 63 labels/,
    ],
    [
      'a packed file',
      [images, named('l.gz', new Uint8Array([0x1f, 0x8b, 8, 0]))],
      /"l.gz" is packed with gzip/,
    ],
    ['three bytes', [images, named('l', new Uint8Array(3))], /"l" is not an .idx file of bytes/],
    ['half a head', [images, named('l', whole.subarray(0, 6))], /"l" is not an .idx file/],
    [
      'labels cut short',
      [images, named('l', whole.subarray(0, 17))],
      /"l" is cut short: 64 bytes .* there are 9/,
    ],
    [
      'a layer alone',
      [named('layer1.npy', new Uint8Array(9))],
      /the file "model.json" of the model is missing/,
    ],
    [
      'zeros as a model',
      [named('model.json', new Uint8Array(9))],
      /"model.json" is not one that train wrote/,
    ],
  ])('%s: refused', async (_, files, message) => {
    const blobs = new MemoryBlobs();
    const refused = planJob(train, parseParams(train, {}), filesInput(blobs, files), blobs);
    await expect(refused).rejects.toThrow(message);
  });

  test('a model too large to travel is refused with the limit', async () => {
    const blobs = new MemoryBlobs();
    const wide = idxFile([40, 200, 200], new Uint8Array(40 * 40_000));
    const files = filesInput(blobs, [
      { name: 'i', bytes: wide },
      { name: 'l', bytes: idxFile([40], new Uint8Array(40)) },
    ]);
    await expect(planJob(train, parseParams(train, {}), files, blobs)).rejects.toThrow(
      /hidden: 32 units for 40000 pixels make 1280\d{3} weights; at most 1000000/,
    );
  });

  test('the files of a round are those of the samples and of the model, each once', async () => {
    const blobs = new MemoryBlobs();
    const { input } = await trainRounds({ ...SMALL, batch: 96 }, mnistLike(blobs, 333), blobs);
    const names = input.kind === 'files' ? input.files.map(({ name }) => name) : [];
    expect(names).toEqual(
      'labels-idx1-ubyte images-idx3-ubyte history.csv model.json layer1.npy layer2.npy motion.npy'.split(
        ' ',
      ),
    );
    expect(new TextDecoder().decode(await readWhole(input, blobs, 2)).split('\n')).toHaveLength(4);
  });
});
