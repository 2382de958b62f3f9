// The functions whose bits differ between engines, as owner's code finds them.
import { expect, test } from 'vitest';
import { seededRandom } from '../../testing/seeded-random.ts';
import { makeSameMath } from './same-math.ts';
import { INEXACT } from './testing/math-table.ts';

const math = makeSameMath(() => 0.25);

test('everything that Math has is there, frozen, and random is the item’s', () => {
  expect(Object.getOwnPropertyNames(math).sort()).toEqual(Object.getOwnPropertyNames(Math).sort());
  expect([math.random(), math.PI, math.max(1, 2), math.imul(3, 4), math.hypot(2, 3, 6)]).toEqual([
    0.25,
    Math.PI,
    2,
    12,
    7,
  ]);
  expect(Object.isFrozen(math)).toBe(true);
  expect(Object.prototype.toString.call(math)).toBe('[object Math]');
});

test('what engines may answer differently is never the engine’s own', () => {
  for (const name of INEXACT) expect([name, math[name] === Math[name]]).toEqual([name, false]);
  const exact = ['abs', 'ceil', 'floor', 'fround', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc'] as const;
  for (const name of exact) expect([name, math[name] === Math[name]]).toEqual([name, true]);
});

/** In units of the last place of what the engine says, which is itself one off at times. */
const MOST_APART = 4;

test.each(INEXACT)('%s is within a few units of the last place of the engine’s', (name) => {
  const random = seededRandom(2);
  for (let i = 0; i < 3000; i++) {
    const scale = [1, 20, 600][i % 3] ?? 1;
    const args: [number, number] = [(random() - 0.5) * scale, (random() - 0.5) * 8];
    const [ours, theirs] = [math[name](...args), Math[name](...args)];
    const unit = Math.max(Math.abs(theirs) * 2 ** -52, 2 ** -1074);
    const isNear = Object.is(ours, theirs) || Math.abs(ours - theirs) <= MOST_APART * unit;
    expect([name, args, ours, isNear]).toEqual([name, args, ours, true]);
  }
});
