// The `Math` of owner's code: sine and its kin, whose last bits differ between engines, are the kernels' own; what the language
// defines exactly is the engine's. Its `random` is the item's.
import { deterministicMath } from '../math/deterministic-math.ts';

export function makeSameMath(random: () => number): typeof Math {
  const same = Object.create(Object.prototype, Object.getOwnPropertyDescriptors(Math)) as Record<
    string,
    unknown
  >;
  for (const [name, ours] of Object.entries(deterministicMath))
    if (typeof ours === 'function' && name in Math) same[name] = ours;
  same['random'] = random;
  return Object.freeze(same) as unknown as typeof Math;
}
