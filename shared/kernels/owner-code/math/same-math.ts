// A `Math` that gives the same bits on every engine: sine and its kin, whose last bits differ between engines, come from one
// module of WebAssembly; what the language defines exactly is the engine's own. Its `random` is the item's.
import { decodeBase64 } from '../../bytes/decode-base64.ts';
import { MATH_WASM } from './math-wasm.ts';

type OneNumber =
  | 'sin'
  | 'cos'
  | 'tan'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'asinh'
  | 'acosh'
  | 'atanh'
  | 'exp'
  | 'expm1'
  | 'log'
  | 'log2'
  | 'log10'
  | 'log1p'
  | 'cbrt';
type Functions = Record<OneNumber, (x: number) => number> &
  Record<'atan2' | 'pow' | 'hypot', (a: number, b: number) => number>;

/** Compiles and instantiates at once: only for compute threads, where that is allowed for modules of any size. */
export function makeSameMath(random: () => number): typeof Math {
  const module = new WebAssembly.Module(decodeBase64(MATH_WASM));
  const own = new WebAssembly.Instance(module).exports as unknown as Functions;
  const same = Object.create(Object.prototype, Object.getOwnPropertyDescriptors(Math)) as Record<
    string,
    unknown
  >;
  for (const name of Object.keys(own) as (keyof Functions)[])
    if (name !== 'hypot' && typeof own[name] === 'function') same[name] = own[name];
  same['hypot'] = (...values: number[]) => foldHypot(own.hypot, values);
  same['random'] = random;
  return Object.freeze(same) as unknown as typeof Math;
}

function foldHypot(hypot: Functions['hypot'], values: readonly number[]): number {
  if (values.some((value) => Math.abs(value) === Infinity)) return Infinity;
  let sum = 0;
  for (const value of values) sum = hypot(sum, value);
  return sum;
}
