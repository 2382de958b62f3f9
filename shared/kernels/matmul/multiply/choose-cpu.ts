// Which ways of multiplying without a GPU this thread has, the fastest first. Each must give the known answer; WebAssembly's
// two are timed against each other, since relaxed SIMD is not faster everywhere. Typed arrays are the last resort.
import { measureSpeed, passesKnownAnswer } from './known-answer.ts';
import type { Multiplier } from './multiplier.ts';
import { openTypedMultiplier } from './typed-multiplier.ts';
import { openWasmMultiplier } from './wasm-multiplier.ts';

const MEASURED_SIDE = 256;

export interface CpuChoice {
  /** At least one. */
  multipliers: Multiplier[];
  /** Of the first, multiply-adds a millisecond. */
  speed: number;
}

export async function chooseCpu(now: () => number): Promise<CpuChoice> {
  const measured: { multiplier: Multiplier; speed: number }[] = [];
  for (const name of ['wasm-relaxed', 'wasm-simd'] as const) {
    const multiplier = await openWasmMultiplier(name).catch(() => null);
    if (!multiplier || !(await passesKnownAnswer(multiplier))) continue;
    measured.push({ multiplier, speed: await measureSpeed(multiplier, MEASURED_SIDE, now) });
  }
  measured.sort((a, b) => b.speed - a.speed);
  const typed = openTypedMultiplier();
  const speed = measured[0]?.speed ?? (await measureSpeed(typed, MEASURED_SIDE, now));
  return { multipliers: [...measured.map(({ multiplier }) => multiplier), typed], speed };
}
