// Builds `blake3-wasm.ts`: writes the unrolled compression rounds as AssemblyScript, compiles them with
// `assembly/blake3.ts` and keeps the module as base64. Run `node shared/kernels/hash/build-blake3.ts` after a change
// there; a test compares what is committed with what comes out.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assembleWasm, embedWasm } from '../assemble-wasm.ts';

const IV = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
const PERMUTATION = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];
/** Which four state words a quarter round mixes: columns, then diagonals. */
const QUARTERS = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const;

type QuarterRound = (a: string, b: string, c: string, d: string, x: number, y: number) => string;

/** Seven rounds over v0…v15, the message words permuted between rounds. */
function unrollRounds(mix: QuarterRound): string {
  let order = IV.concat(IV).map((_, i) => i);
  const lines: string[] = [];
  for (let round = 0; round < 7; round++) {
    for (const [i, [a, b, c, d]] of QUARTERS.entries())
      lines.push(mix(`v${a}`, `v${b}`, `v${c}`, `v${d}`, order[2 * i] ?? 0, order[2 * i + 1] ?? 0));
    order = PERMUTATION.map((from) => order[from] ?? 0);
  }
  return lines.join('\n');
}

const mixLanes: QuarterRound = (a, b, c, d, x, y) => `
  ${a} = i32x4.add(i32x4.add(${a}, ${b}), v128.load(MESSAGE, ${16 * x})); ${d} = rot16(v128.xor(${d}, ${a}));
  ${c} = i32x4.add(${c}, ${d}); ${b} = rot12(v128.xor(${b}, ${c}));
  ${a} = i32x4.add(i32x4.add(${a}, ${b}), v128.load(MESSAGE, ${16 * y})); ${d} = rot8(v128.xor(${d}, ${a}));
  ${c} = i32x4.add(${c}, ${d}); ${b} = rot7(v128.xor(${b}, ${c}));`;

const mixOne: QuarterRound = (a, b, c, d, x, y) => `
  ${a} = ${a} + ${b} + load<u32>(block, ${4 * x}); ${d} = rotr<u32>(${d} ^ ${a}, 16); ${c} += ${d}; ${b} = rotr<u32>(${b} ^ ${c}, 12);
  ${a} = ${a} + ${b} + load<u32>(block, ${4 * y}); ${d} = rotr<u32>(${d} ^ ${a}, 8); ${c} += ${d}; ${b} = rotr<u32>(${b} ^ ${c}, 7);`;

const eight = (line: (i: number) => string) => [0, 1, 2, 3, 4, 5, 6, 7].map(line).join('\n');
const four = (line: (i: number) => string) => [0, 1, 2, 3].map(line).join('\n');

const compress = `
export const MESSAGE = memory.data(256, 16);
export const LANES = memory.data(128, 16);
export const BLOCK = memory.data(64, 16);
@inline function rot16(x: v128): v128 { return i8x16.shuffle(x, x, 2,3,0,1,6,7,4,5,10,11,8,9,14,15,12,13); }
@inline function rot8(x: v128): v128 { return i8x16.shuffle(x, x, 1,2,3,0,5,6,7,4,9,10,11,8,13,14,15,12); }
@inline function rot12(x: v128): v128 { return v128.or(i32x4.shr_u(x, 12), i32x4.shl(x, 20)); }
@inline function rot7(x: v128): v128 { return v128.or(i32x4.shr_u(x, 7), i32x4.shl(x, 25)); }
export function resetLanes(): void {
${eight((i) => `v128.store(LANES, i32x4.splat(${IV[i]}), ${16 * i});`)}
}
export function resetOne(value: usize): void {
${eight((i) => `store<u32>(value, ${IV[i]}, ${4 * i});`)}
}
export function compressLanes(low: v128, high: v128, flags: u32): void {
${eight((i) => `let v${i} = v128.load(LANES, ${16 * i});`)}
${four((i) => `let v${8 + i} = i32x4.splat(${IV[i]});`)}
let v12 = low, v13 = high, v14 = i32x4.splat(64), v15 = i32x4.splat(flags);
${unrollRounds(mixLanes)}
${eight((i) => `v128.store(LANES, v128.xor(v${i}, v${8 + i}), ${16 * i});`)}
}
export function compressOne(value: usize, block: usize, counter: u64, length: u32, flags: u32): void {
${eight((i) => `let v${i} = load<u32>(value, ${4 * i});`)}
${four((i) => `let v${8 + i}: u32 = ${IV[i]};`)}
let v12 = <u32>counter, v13 = <u32>(counter >> 32), v14 = length, v15 = flags;
${unrollRounds(mixOne)}
${eight((i) => `store<u32>(value, v${i} ^ v${8 + i}, ${4 * i});`)}
}
`;

export function compileBlake3(): Promise<Uint8Array> {
  const main = readFileSync(join(import.meta.dirname, 'assembly', 'blake3.ts'), 'utf8');
  // 17 pages hold the window; the eighteenth its chaining values and what the compiler lays out.
  const memory = ['--initialMemory', '18', '--maximumMemory', '18'];
  return assembleWasm({ 'blake3.ts': main, 'compress.ts': compress }, [
    '--noAssert',
    '--enable',
    'simd',
    ...memory,
  ]);
}

export const embedded = (wasm: Uint8Array): string => embedWasm('build-blake3.ts', { BLAKE3_WASM: wasm });

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(new URL('blake3-wasm.ts', import.meta.url), embedded(await compileBlake3()));
