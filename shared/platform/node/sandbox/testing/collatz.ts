// One computation for benches in three languages: the steps of the Collatz sequences from `numbers` numbers on, item by item.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Plain numbers: no sequence in reach leaves what a double counts exactly. */
export const collatzScript = (numbers: number): string => `
exports.default = (item) => {
  let steps = 0;
  for (let start = item * ${numbers} + 1; start <= (item + 1) * ${numbers}; start++)
    for (let n = start; n !== 1; steps++) n = n & 1 ? 3 * n + 1 : n / 2;
  return steps;
};
module.exports = exports;
`;

/** AssemblyScript. With a \`reset\` the instance is kept within a chunk. */
export const collatzWasm = (numbers: number): string => `
export function reset(): void {}
export function run(item: i64, ptr: i32, length: i32): i32 {
  let steps: i32 = 0;
  for (let start: u64 = <u64>item * ${numbers} + 1; start <= (<u64>item + 1) * ${numbers}; start++)
    for (let n: u64 = start; n != 1; steps++) n = n & 1 ? 3 * n + 1 : n >> 1;
  return steps;
}`;

const collatzC = (numbers: number): string => `
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
__attribute__((noinline)) static int run(int64_t item) {
  int steps = 0;
  for (uint64_t start = (uint64_t)item * ${numbers} + 1; start <= ((uint64_t)item + 1) * ${numbers}; start++)
    for (uint64_t n = start; n != 1; steps++) n = n & 1 ? 3 * n + 1 : n >> 1;
  return steps;
}
int main(int argc, char **argv) {
  int items = atoi(argv[1]), *results = malloc(sizeof(int) * items);
  FILE *out = fopen("/dev/null", "w");
  clock_t began = clock();
  long long sum = 0;
  for (int i = 0; i < items; i++) { results[i] = run(i); sum += results[i]; }
  for (int i = 0; i < items; i++) fprintf(out, "%d\\n", results[i]);
  printf("%f %lld\\n", 1000.0 * (clock() - began) / CLOCKS_PER_SEC, sum);
}
`;

export interface NativeCollatz {
  compiler: string;
  /** Its own CPU time, without starting it. */
  run(items: number): Promise<{ cpuMs: number; sum: number }>;
  close(): Promise<void>;
}

/** Compiled for this machine, or what is missing for that. */
export async function openNativeCollatz(numbers: number): Promise<NativeCollatz | { missing: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'covey-collatz-'));
  const close = () => rm(folder, { recursive: true, force: true });
  const [source, program] = [join(folder, 'collatz.c'), join(folder, 'collatz')];
  await writeFile(source, collatzC(numbers));
  for (const compiler of ['clang', 'gcc']) {
    const isCompiled = await run(compiler, ['-O3', source, '-o', program]).then(
      () => true,
      () => false,
    );
    if (!isCompiled) continue;
    const measure = async (items: number) => {
      const { stdout } = await run(program, [String(items)]);
      const [cpuMs = NaN, sum = NaN] = stdout.trim().split(' ').map(Number);
      return { cpuMs, sum };
    };
    return { compiler: `the same in C, ${compiler} -O3`, run: measure, close };
  }
  await close();
  return { missing: 'neither clang nor gcc is installed' };
}
