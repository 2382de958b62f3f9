// What a thread computes while its duty is measured: one chunk of a kernel, over and over, a fraction of a second each, as a device would be given it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sha256 } from '../../../contract/ids.ts';
import type { CompressArgs } from '../../../kernels/compress/params.ts';
import type { HashArgs } from '../../../kernels/hash/params.ts';
import type { BlockArgs } from '../../../kernels/matmul/params.ts';
import { composeScript } from '../../../kernels/owner-code/compose.ts';
import type { RangeArgs } from '../../../kernels/owner-code/items/item-args.ts';
import { openBuiltInScripts } from '../../node/built-in-scripts.ts';

export const MEASURED_KERNELS = ['hash', 'compress', 'matmul', 'script'] as const;
export type MeasuredKernel = (typeof MEASURED_KERNELS)[number];

/** Data only: it goes into a page as well. The input is the same few bytes again and again, made where they are read. */
export interface DutyWork {
  kernel: MeasuredKernel;
  sha: Sha256;
  text: string;
  params: Record<string, unknown>;
  args: unknown;
  inputSize: number;
}

const MIB = 1024 * 1024;
const HASHED = 64 * MIB;
const COMPRESSED = 4 * MIB;

const block: BlockArgs = {
  rows: 1024,
  columns: 1024,
  depth: 4096,
  a: { matrix: 'A', row: 0, column: 0 },
  b: { matrix: 'B', row: 0, column: 0 },
  bKey: 'duty',
};

/** Some ten ms for an item. */
const OWN_CODE = `module.exports = (n) => {
  let x = n;
  for (let i = 0; i < 2_000_000; i++) x = (x * 1103515245 + 12345) % 2147483648;
  return x;
};`;

const chunks: Record<MeasuredKernel, Pick<DutyWork, 'params' | 'args' | 'inputSize'>> = {
  hash: {
    params: { algorithm: 'sha256' },
    args: { sizes: [HASHED] } satisfies HashArgs,
    inputSize: HASHED,
  },
  compress: {
    params: { format: 'gzip', archive: 'auto' },
    args: { sizes: [COMPRESSED] } satisfies CompressArgs,
    inputSize: COMPRESSED,
  },
  matmul: { params: { m: 1024, k: 4096, n: 1024, seed: 1 }, args: block, inputSize: 0 },
  script: {
    params: {
      code: null,
      args: null,
      items: 'files',
      output: 'jsonl',
      group: 20,
      seed: 0,
      phase: 'items',
      seconds: 300,
      memory: 512,
    },
    args: { first: 0, count: 20 } satisfies RangeArgs,
    inputSize: 0,
  },
};

/** `kernels` is where the kernels' scripts were built. */
export async function dutyWork(kernel: MeasuredKernel, kernels: string): Promise<DutyWork> {
  const list = JSON.parse(await readFile(join(kernels, 'kernels.json'), 'utf8')) as Record<
    string,
    { version: Sha256 }
  >;
  const sha = list[kernel]?.version;
  const scripts = await openBuiltInScripts(kernels);
  const bytes = sha === undefined ? null : await scripts.read(sha);
  if (sha === undefined || !bytes) throw new Error(`${kernel} is not built in ${kernels}`);
  const built = new TextDecoder().decode(bytes);
  const text = kernel === 'script' ? composeScript(built, 'duty.js', OWN_CODE) : built;
  return { kernel, sha, text, ...chunks[kernel] };
}
