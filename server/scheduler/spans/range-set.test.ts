import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addRange, countInRanges, emptyRanges, hasInRanges, removeRange } from './range-set.ts';

test('a range set is a set, whatever is added and removed, and its ranges never touch', () => {
  const step = fc.record({ add: fc.boolean(), first: fc.nat(60), count: fc.integer({ min: 0, max: 20 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const ranges = emptyRanges();
      const model = new Set<number>();
      for (const { add, first, count } of steps) {
        const before = model.size;
        for (let i = first; i < first + count; i++)
          if (add) model.add(i);
          else model.delete(i);
        const taken = add ? 0 : removeRange(ranges, first, first + count);
        if (add) addRange(ranges, first, first + count);
        expect(taken).toBe(Math.max(0, before - model.size));
        expect(ranges.size).toBe(model.size);
        for (let i = 0; i < 85; i++) expect(hasInRanges(ranges, i)).toBe(model.has(i));
        const inside = [...model].filter((i) => i >= first && i < first + 13).length;
        expect(countInRanges(ranges, first, first + 13)).toBe(inside);
        for (let i = 1; i < ranges.bounds.length; i++)
          expect(ranges.bounds[i]! > ranges.bounds[i - 1]!).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});
