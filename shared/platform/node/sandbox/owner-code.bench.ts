// What owner's code costs beside itself: a script against the same plain loop in Node, a module of WebAssembly against the same C compiled natively
// (where a C compiler is here) and against itself in a plain loop, each in a real sandboxed thread. CPU time, rounds in turn. Every item adds up the
// steps of the Collatz sequences of some numbers: 1000 of them, or 1 where the item itself is to cost next to nothing.
import { createHash } from 'node:crypto';
import { compileFunction } from 'node:vm';
import type { Sha256 } from '../../../contract/ids.ts';
import { buildKernelScript } from '../../../kernels/build-scripts.ts';
import { encodeBase64 } from '../../../kernels/bytes/encode-base64.ts';
import { composeScript, composeWasm } from '../../../kernels/owner-code/compose.ts';
import { compileSample } from '../../../kernels/wasm/testing/compile-sample.ts';
import type { ComputeThread } from '../../../runtime/ports.ts';
import { benchRow, type BenchRow } from '../../../testing/bench-row.ts';
import { nodeThreads } from '../node-threads.ts';
import { collatzScript, collatzWasm, openNativeCollatz } from './testing/collatz.ts';

export const name = 'script and wasm';

const ROUNDS = 9;
const LATENCY_ROUNDS = 200;

/** Items in a chunk, and numbers in an item. */
const SHAPES = [
  { items: 300, numbers: 1000, what: '1000 numbers an item' },
  { items: 200_000, numbers: 1, what: '1 number an item' },
] as const;

export async function run(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const shape of SHAPES) rows.push(...(await benchScript(shape)), ...(await benchWasm(shape)));
  rows.push(...(await benchSandbox()));
  return rows;
}

type Shape = (typeof SHAPES)[number];
/** Milliseconds of CPU, and the sum of all results. */
type Measured = Promise<{ cpuMs: number; sum: number }>;

async function benchScript({ items, numbers, what }: Shape): Promise<BenchRow[]> {
  const source = collatzScript(numbers);
  const thread = await openThread(
    'script',
    composeScript(await buildKernelScript('script'), 'own.js', source),
  );
  const module = { exports: {} as { default?: (item: number) => number } };
  compileFunction(source, ['module', 'exports'])(module, module.exports);
  const loop = module.exports.default ?? (() => NaN);
  return compare(
    `script: ${what}, in a sandboxed thread`,
    () => computeChunk(thread, items),
    [['a plain loop in Node', () => Promise.resolve(loopOver(loop, items))]],
    thread,
  );
}

async function benchWasm({ items, numbers, what }: Shape): Promise<BenchRow[]> {
  const bytes = await compileSample(collatzWasm(numbers));
  const thread = await openThread(
    'wasm',
    composeWasm(await buildKernelScript('wasm'), 'own.wasm', encodeBase64(bytes)),
  );
  const { exports } = await WebAssembly.instantiate(await WebAssembly.compile(bytes));
  const own = exports['run'] as (item: bigint, ptr: number, length: number) => number;
  const native = await openNativeCollatz(numbers);
  if ('missing' in native) process.stderr.write(`bench: no native peer of wasm: ${native.missing}\n`);
  try {
    return await compare(
      `wasm: ${what}, in a sandboxed thread`,
      () => computeChunk(thread, items),
      [
        ...('missing' in native ? [] : [[native.compiler, () => native.run(items)] as const]),
        [
          'the module in a plain loop in Node',
          () => Promise.resolve(loopOver((n) => own(BigInt(n), 0, 0), items)),
        ],
      ],
      thread,
    );
  } finally {
    if (!('missing' in native)) await native.close();
  }
}

/** What a chunk costs that computes nothing: wall time from asking a waiting thread to its answer; and a thread for it. */
async function benchSandbox(): Promise<BenchRow[]> {
  const script = composeScript(await buildKernelScript('script'), 'own.js', 'exports.default = (n) => n;');
  const opening: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    const fresh = await openThread('script', script);
    await computeChunk(fresh, 1);
    opening.push(performance.now() - began);
    await fresh.kill();
  }
  const thread = await openThread('script', script);
  const asked: number[] = [];
  for (let round = 0; round < LATENCY_ROUNDS; round++) {
    const began = performance.now();
    await computeChunk(thread, 1);
    asked.push(performance.now() - began);
  }
  await thread.kill();
  return [
    benchRow('script: a chunk of one empty item', 'ms', asked.slice(LATENCY_ROUNDS / 2)),
    benchRow('script: a new thread, and its first chunk', 'ms', opening),
  ];
}

async function compare(
  what: string,
  ours: () => Measured,
  peers: (readonly [string, () => Measured])[],
  thread: ComputeThread,
): Promise<BenchRow[]> {
  const mine: number[] = [];
  const theirs = peers.map((): number[] => []);
  for (let round = 0; round <= ROUNDS; round++) {
    const { cpuMs, sum } = await ours();
    mine.push(cpuMs);
    for (const [i, [peer, measure]] of peers.entries()) {
      const found = await measure();
      if (found.sum !== sum) throw new Error(`${peer} comes to ${found.sum}, the thread to ${sum}`);
      theirs[i]?.push(found.cpuMs);
    }
  }
  await thread.kill();
  // The first round warms up.
  return peers.map(([peer], i) =>
    benchRow(`${what}, against ${peer}`, 'CPU ms', mine.slice(1), {
      name: peer,
      value: median(theirs[i]?.slice(1) ?? []),
    }),
  );
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >>> 1] ?? NaN;

function openThread(kernel: string, script: string): Promise<ComputeThread> {
  const source = new TextEncoder().encode(script);
  const sha = createHash('sha256').update(source).digest('hex') as Sha256;
  return nodeThreads({ builtIn: new Set(), lowPriority: false }).open({ sha, source, kernel });
}

/** The numbers 0 … `items` - 1 as one chunk, as a job over a range has it. */
async function computeChunk(thread: ComputeThread, items: number): Measured {
  const params = {
    args: null,
    group: items,
    output: 'jsonl',
    items: 'files',
    phase: 'items',
    seed: 0,
    argv: [],
  };
  const written: Uint8Array[] = [];
  const { cpuMs } = await thread.run(
    { index: 0, params, args: { first: 0, count: items }, input: [], inputSize: 0 },
    {
      read: () => Promise.reject(new Error('there is no input')),
      write: async (bytes) => void written.push(bytes),
      progress: () => undefined,
    },
  );
  const lines = Buffer.concat(written).toString().split('\n').slice(0, items);
  return { cpuMs, sum: lines.reduce((sum, line) => sum + Number(line), 0) };
}

/** As who has no swarm would: results in an array, and as text at the end, which a job writes too. */
function loopOver(compute: (item: number) => number, items: number): { cpuMs: number; sum: number } {
  const before = process.cpuUsage();
  const results: number[] = [];
  for (let item = 0; item < items; item++) results.push(compute(item));
  const text = `${results.join('\n')}\n`;
  const { user, system } = process.cpuUsage(before);
  const sum = text.split('\n').reduce((all, line) => all + Number(line), 0);
  return { cpuMs: (user + system) / 1000, sum };
}
