import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFreshReadings, keptFor, Readings, readReadings } from './readings.ts';

test('a reading that makes no sense is unknown; the others count', () => {
  expect(
    readReadings({
      battery: 34,
      charging: 'yes',
      temperature: -273,
      thermal: 'hot',
      idleSeconds: Infinity,
      x: 1,
    }),
  ).toEqual({ battery: 34 });
  expect(readReadings(null)).toEqual({});
});

test('whatever comes in, what comes out are readings', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.anything(), fc.dictionary(fc.constantFrom(...Object.keys(keptFor)), fc.anything())),
      (raw) => {
        expect(Readings.safeParse(readReadings(raw)).success).toBe(true);
      },
    ),
  );
});

test('a reading that nobody confirms is unknown after its time, and no other with it', () => {
  const fresh = createFreshReadings();
  fresh.note({ temperature: 60, battery: 50, hidden: true }, 0);
  expect(fresh.at(keptFor.temperature)).toEqual({ temperature: 60, battery: 50, hidden: true });
  expect(fresh.at(keptFor.temperature + 1)).toEqual({ battery: 50, hidden: true });
  fresh.note({ battery: 51 }, keptFor.battery);
  expect(fresh.at(keptFor.battery + 1)).toEqual({ battery: 51, hidden: true });
});

test('a sensor that says it does not know takes back what it said', () => {
  const fresh = createFreshReadings();
  fresh.note({ charging: true, battery: 80 }, 0);
  fresh.note({ charging: undefined }, 1);
  expect(fresh.at(1)).toEqual({ battery: 80 });
});
