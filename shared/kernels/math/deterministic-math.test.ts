// The functions against values that are right to the last bit, at their edges against the engine's own, and their bits as a
// whole against what they were.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../testing/seeded-random.ts';
import { deterministicMath } from './deterministic-math.ts';
import knownValues from './fixtures/known-values.json' with { type: 'json' };

type Fn = (...args: number[]) => number;
const ours = deterministicMath as unknown as Record<string, Fn>;
const engines = Math as unknown as Record<string, Fn>;
const known = knownValues as Record<string, number[][]>;
const names = Object.keys(known);
/** In units of the last place. */
const MOST_ERROR: Record<string, bigint> = { erfc: 2n, normalQuantile: 3n };

/** Doubles in order as integers: neighbours differ by 1. */
function orderOf(x: number): bigint {
  const bits = new BigInt64Array(Float64Array.of(x).buffer)[0]!;
  return bits < 0n ? -(bits & 0x7fff_ffff_ffff_ffffn) : bits;
}

describe('deterministic math', () => {
  // The fixtures are doubles nearest to the true values, worked out with mpmath 1.3 at 300 to 2000 bits.
  test.each(names)('%s is right to the last place or next to it', (name) => {
    for (const row of known[name]!) {
      const args = row.slice(0, -1);
      const value = ours[name]!(...args);
      const error = orderOf(value) - orderOf(row.at(-1)!);
      const isClose = (error < 0n ? -error : error) <= (MOST_ERROR[name] ?? 1n);
      expect([args, value, isClose]).toEqual([args, value, true]);
    }
  });

  test('special arguments give what JavaScript says, signs of zero included', () => {
    const special = [
      0,
      -0,
      1,
      -1,
      0.5,
      -0.5,
      2,
      3,
      -3,
      Infinity,
      -Infinity,
      NaN,
      5e-324,
      1.7976931348623157e308,
    ];
    for (const name of names.filter((each) => each in engines)) {
      for (const a of special) {
        const pairs = engines[name]!.length === 2 ? special.map((b) => [a, b]) : [[a]];
        for (const args of pairs) {
          const [mine, theirs] = [ours[name]!(...args), engines[name]!(...args)];
          const isSpecial = Number.isInteger(theirs) || !Number.isFinite(theirs);
          const rounded = isSpecial ? [mine, theirs] : [mine.toPrecision(14), theirs.toPrecision(14)];
          expect([name, args, rounded[0]]).toEqual([name, args, rounded[1]]);
        }
      }
    }
    expect([ours['hypot']!(), ours['hypot']!(3, 4), ours['hypot']!(3 * 2 ** 700, 4 * 2 ** 700)]).toEqual([
      0,
      5,
      5 * 2 ** 700,
    ]);
    expect(ours['hypot']!(NaN, -Infinity)).toBe(Infinity);
    expect([deterministicMath.erfc(-7), deterministicMath.erfc(30), deterministicMath.erfc(NaN)]).toEqual([
      2,
      0,
      NaN,
    ]);
    expect([0, 1, -0.1].map(deterministicMath.normalQuantile)).toEqual([-Infinity, Infinity, NaN]);
  });

  test('its bits are what they were: a change here is a change of every result that rests on it', () => {
    const random = seededRandom(1);
    const hash = createHash('sha256');
    for (const name of names) {
      const values = new Float64Array(20_000);
      for (let i = 0; i < values.length; i++) {
        const args = [random() * 8 - 4, random() * 40 - 20];
        const value = ours[name]!(...args.slice(0, ours[name]!.length));
        values[i] = Number.isNaN(value) ? NaN : value;
      }
      hash.update(new Uint8Array(values.buffer));
    }
    expect(hash.digest('hex')).toBe('b332a7627654de28a01642e27f42bf15840919cb395f72dc644f8999218e3a85');
  });

  test('nothing of it can be changed by a script', () => {
    expect(Object.isFrozen(deterministicMath)).toBe(true);
  });
});
