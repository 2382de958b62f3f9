// matmul on one thread, against what a CPU can do (OpenBLAS), what WebAssembly libraries do, and plain loops. Everybody
// multiplies once in each round; ratios are taken within a round, and their median is shown. Times include copying A and B in
// and C out, and are CPU time of the one thread that computes, since other programs take turns on most machines.
// `COVEY_RIVALS=install npm run bench -- matmul` installs the libraries first; without them their rows say absent.
import { execFileSync } from 'node:child_process';
import { benchRow, type BenchRow } from '../../testing/bench-row.ts';
import { findRivals } from '../rivals/install-rivals.ts';
import { hasNumpy, startOpenBlas, type OpenBlas } from '../rivals/openblas.ts';
import { openOnnxRuntime, openTensorFlow } from '../rivals/wasm-libraries.ts';
import { loadCheckModule, type Matrix } from './check/check-module.ts';
import { judgeProduct } from './check/judge-product.ts';
import { noRest, type Multiplier } from './multiply/multiplier.ts';
import { openTypedMultiplier } from './multiply/typed-multiplier.ts';
import { openWasmMultiplier } from './multiply/wasm-multiplier.ts';
import { makeMatrix, randomFrom } from './testing/matrices.ts';

export const name = 'matmul';

const SIZES = [
  { n: 512, rounds: 15 },
  { n: 1024, rounds: 9 },
];
/** A measurement lasts at least so long: CPU time is counted in steps of some milliseconds. */
const MEASURE_MS = 80;
/** Slow ones multiply once in every so many rounds. */
const SLOW_EVERY = 5;
/** NumPy's clock is fine. */
const BLAS_TIMES = 3;

/** CPU time of this thread that `work` takes, ms, the mean of as many times as it takes to measure it. */
async function cpuTime(work: () => unknown): Promise<number> {
  const now = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  const began = now();
  let times = 0;
  while (times === 0 || now() - began < MEASURE_MS) {
    await work();
    times++;
  }
  return (now() - began) / times;
}

interface Contender {
  name: string;
  slow?: true;
  /** ms of one product. */
  time(n: number): Promise<number>;
}

const matrices = new Map<number, { a: Matrix; b: Matrix }>();

function matricesOf(n: number) {
  const known = matrices.get(n);
  if (known) return known;
  const random = randomFrom(n);
  const made = { a: makeMatrix(n, n, random), b: makeMatrix(n, n, random) };
  matrices.set(n, made);
  return made;
}

const contender = (label: string, multiply: (a: Matrix, b: Matrix) => unknown, slow?: true): Contender => ({
  name: label,
  ...(slow && { slow }),
  time(n) {
    const { a, b } = matricesOf(n);
    return cpuTime(() => multiply(a, b));
  },
});

const ours = (multiplier: Multiplier) =>
  contender(multiplier.name, async (a, b) => {
    await multiplier.hold(b, noRest);
    await multiplier.multiply(a, noRest);
  });

/** The seeds' loop: arrays of arrays, row by column. */
const naive = (): Contender => {
  const rows = (matrix: Matrix) =>
    Array.from({ length: matrix.rows }, (_, i) =>
      Array.from(matrix.values.subarray(i * matrix.columns, (i + 1) * matrix.columns)),
    );
  const nested = new Map<number, [number[][], number[][]]>();
  return contender(
    'naive arrays of arrays',
    (a, b) => {
      const [left, right] = nested.get(a.rows) ?? [rows(a), rows(b)];
      nested.set(a.rows, [left, right]);
      const product: number[][] = [];
      for (let i = 0; i < left.length; i++) {
        const row: number[] = [];
        for (let j = 0; j < right.length; j++) {
          let sum = 0;
          for (let k = 0; k < right.length; k++)
            sum += ((left[i] as number[])[k] as number) * ((right[k] as number[])[j] as number);
          row.push(sum);
        }
        product.push(row);
      }
      return product;
    },
    true,
  );
};

async function findLibraries(): Promise<Contender[]> {
  const require = findRivals();
  if (!require) {
    process.stderr.write(
      'bench: tfjs-backend-wasm and onnxruntime-web are absent; COVEY_RIVALS=install installs them\n',
    );
    return [];
  }
  const libraries = [await openTensorFlow(require), await openOnnxRuntime(require)];
  return libraries.map(({ name: label, multiply }) =>
    contender(label, (a, b) => multiply(a.values, b.values, a.rows)),
  );
}

function findOpenBlas(): { contenders: Contender[]; stop(): void } {
  if (!hasNumpy()) {
    process.stderr.write('bench: OpenBLAS is absent; it is used through python3 with numpy\n');
    return { contenders: [], stop: () => {} };
  }
  const started: [string, OpenBlas][] = [
    ['OpenBLAS AVX2', startOpenBlas('Haswell')],
    ['OpenBLAS SSE', startOpenBlas('Nehalem')],
  ];
  return {
    contenders: started.map(([label, blas]) => ({
      name: label,
      time: (n) => blas.multiply(n, BLAS_TIMES),
    })),
    stop: () => {
      for (const [, blas] of started) blas.stop();
    },
  };
}

export async function run(): Promise<BenchRow[]> {
  const openBlas = findOpenBlas();
  try {
    const contenders = [
      ours(await openWasmMultiplier('wasm-relaxed')),
      ours(await openWasmMultiplier('wasm-simd')),
      ours(openTypedMultiplier()),
      ...(await findLibraries()),
      ...openBlas.contenders,
      naive(),
    ];
    const rows: BenchRow[] = [];
    for (const { n, rounds } of SIZES) rows.push(...(await compareAt(n, rounds, contenders)));
    return [...rows, firstCall(), ...(await checkRows())];
  } finally {
    openBlas.stop();
  }
}

async function compareAt(n: number, rounds: number, contenders: readonly Contender[]): Promise<BenchRow[]> {
  const speeds = new Map(contenders.map((each) => [each.name, [] as number[]]));
  for (const each of contenders) if (!each.slow) await each.time(n);
  for (let round = 0; round < rounds; round++)
    for (const { name: label, slow, time } of contenders) {
      const isDue = !slow || round % SLOW_EVERY === 0;
      const speed = isDue ? (2 * n ** 3) / 1e6 / (await time(n)) : NaN;
      speeds.get(label)?.push(speed);
    }
  const libraries = [...speeds.keys()].filter((label) => /tfjs|onnx/.test(label));
  if (libraries.length > 0) {
    const best = Array.from({ length: rounds }, (_, i) =>
      Math.max(...libraries.map((label) => speeds.get(label)?.[i] ?? 0)),
    );
    speeds.set('the best library', best);
  }
  const versus = (label: string, peer?: string): BenchRow[] => {
    const mine = speeds.get(label);
    const theirs = peer === undefined ? undefined : speeds.get(peer);
    if (!mine || (peer !== undefined && !theirs)) return [];
    const measured = mine.filter((value) => !Number.isNaN(value));
    const row = benchRow(`matmul ${n} ${label}`, 'GFLOP/s', measured);
    if (!theirs || peer === undefined) return [row];
    const ratios = mine.map((value, i) => value / (theirs[i] ?? NaN)).filter((value) => !Number.isNaN(value));
    return [{ ...row, peer, ratio: median(ratios) }];
  };
  const ourPeers = ['OpenBLAS AVX2', 'OpenBLAS SSE', 'the best library', 'naive arrays of arrays'];
  return [
    ...ourPeers.flatMap((peer) => versus('wasm-relaxed', peer)),
    ...ourPeers.flatMap((peer) => versus('wasm-simd', peer)),
    ...versus('typed-arrays', 'naive arrays of arrays'),
    ...[...libraries, 'OpenBLAS AVX2', 'OpenBLAS SSE', 'naive arrays of arrays'].flatMap((label) =>
      versus(label),
    ),
  ];
}

/** In a fresh process, where nothing is compiled yet: how many times a later product's time the first one takes. */
function firstCall(): BenchRow {
  const module = new URL('multiply/wasm-multiplier.ts', import.meta.url).href;
  const script = `
    const { openWasmMultiplier } = await import(${JSON.stringify(module)});
    const n = 1024;
    const matrix = () => ({ values: Float32Array.from({ length: n * n }, Math.random), rows: n, columns: n });
    const [a, b] = [matrix(), matrix()];
    const multiplier = await openWasmMultiplier('wasm-relaxed');
    const now = () => { const { user, system } = process.threadCpuUsage(); return user + system; };
    const times = [];
    for (let i = 0; i < 5; i++) {
      const began = now();
      await multiplier.hold(b, () => undefined);
      await multiplier.multiply(a, () => undefined);
      times.push(now() - began);
    }
    console.log(times[0] / times.slice(1).toSorted((x, y) => x - y)[1]);`;
  const ratios = Array.from({ length: 7 }, () =>
    Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })),
  );
  return benchRow('matmul 1024 first product in later ones', '×', ratios);
}

/** What checking costs, in the time of the product that is checked. */
async function checkRows(): Promise<BenchRow[]> {
  const module = await loadCheckModule();
  const multiplier = await openWasmMultiplier('wasm-relaxed');
  const random = randomFrom(5);
  const rows: BenchRow[] = [];
  for (const [m, k, n] of [
    [256, 1024, 256],
    [512, 2048, 512],
    [1024, 1024, 1024],
    [1024, 4096, 1024],
  ] as const) {
    const [a, b] = [makeMatrix(m, k, random), makeMatrix(k, n, random)];
    const shares: number[] = [];
    await multiplier.hold(b, noRest);
    const values = await multiplier.multiply(a, noRest);
    for (let round = 0; round < 7; round++) {
      const multiplying = await cpuTime(async () => {
        await multiplier.hold(b, noRest);
        await multiplier.multiply(a, noRest);
      });
      const checking = await cpuTime(() =>
        judgeProduct(module, { a, b, c: { values, rows: m, columns: n } }, random),
      );
      shares.push((100 * checking) / multiplying);
    }
    rows.push(benchRow(`matmul check of ${m} × ${k} × ${n}`, '% of product', shares));
  }
  return rows;
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? NaN;
