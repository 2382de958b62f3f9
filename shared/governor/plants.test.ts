// The law against simulated devices: hours of them, with noise, other programs, and sensors that get lost.
import { describe, expect, test } from 'vitest';
import { bestSustainable, type PlantKind, plants } from './testing/plants.ts';
import { type PlantRunOptions, runPlant, shareWithin } from './testing/run-plant.ts';

const TARGET_C = 75;
const bursts = { everySeconds: 300, seconds: 40, load: 0.3 };
const circumstances: [string, PlantRunOptions][] = [
  ['undisturbed', { seed: 1 }],
  ['with other programs in bursts', { seed: 2, bursts }],
  ['with other programs in bursts, on another day', { seed: 3, bursts }],
  ['with its sensor lost for 20 minutes', { seed: 4, lost: { from: 3600, to: 4800 } }],
];

/** What the device can bear: the target where it is measured, else where the system begins to complain or to slow down. */
const limitOf = ({ sensor, throttleC }: PlantKind) =>
  sensor === 'temperature' ? TARGET_C : sensor === 'state' ? throttleC - 12 : throttleC;

describe.each(circumstances)('%s', (_, options) => {
  test.each(plants.map((plant) => [plant.name, plant] as const))(
    '%s does what it can bear',
    (_name, plant) => {
      const best = bestSustainable(plant, limitOf(plant), options.seed, options.bursts);
      const run = runPlant(plant, options);
      // while nothing is known, caution costs a part of it
      expect(run.speed / best.speed).toBeGreaterThanOrEqual(options.lost ? 0.85 : 0.9);
      for (const [i, change] of run.changes.entries())
        expect(change - (run.changes[i - 1] ?? -Infinity)).toBeGreaterThanOrEqual(60);
    },
  );
});

const measured = plants.filter((plant) => plant.sensor === 'temperature' && plant.fullC > TARGET_C);

describe('a device whose temperature is known', () => {
  test.each(measured.map((plant) => [plant.name, plant] as const))(
    '%s stays within 3 °C of its target once it has settled',
    (_, plant) => {
      for (const seed of [1, 2, 3]) {
        expect(shareWithin(runPlant(plant, { seed }).celsius, TARGET_C, 3)).toBe(1);
        const { calm, celsius } = runPlant(plant, { seed, bursts });
        expect(shareWithin(calm, TARGET_C, 3)).toBe(1);
        expect(Math.max(...celsius)).toBeLessThan(92);
      }
    },
  );

  test('a person’s own target is kept as well', () => {
    for (const plant of measured)
      expect(shareWithin(runPlant(plant, { policy: { targetC: 60 } }).celsius, 60, 3)).toBeGreaterThan(0.99);
  });

  test('a device that cannot get so warm works at full duty', () => {
    const cool = plants.find((plant) => plant.fullC < TARGET_C && plant.sensor === 'temperature')!;
    expect(runPlant(cool).last).toEqual({ duty: 1, reason: 'working' });
  });

  test('a device whose sensor is lost works more gently, and climbs no more', () => {
    for (const plant of measured) {
      const { minutes, last } = runPlant(plant, { lost: { from: 3600, to: Infinity } });
      const duties = minutes.slice(62).map(({ duty }) => duty);
      expect(new Set(duties).size).toBe(1);
      expect(duties[0]).toBeLessThan(minutes[59]!.duty);
      expect(last.reason).toBe('careful');
      expect(minutes.at(-1)!.celsius).toBeLessThan(TARGET_C + 3);
    }
  });
});

describe('a device that shows only what it has come to', () => {
  test('by its system’s word it stays below what that calls serious', () => {
    const mac = plants.find((plant) => plant.sensor === 'state')!;
    const { celsius, throttled } = runPlant(mac, { bursts });
    expect(throttled).toBe(0);
    expect(Math.max(...celsius)).toBeLessThan(mac.throttleC);
  });

  test('a phone stays within 3 °C of where it slows down, which is the first that can be known', () => {
    const phone = plants.find((plant) => plant.name === 'phone')!;
    for (const seed of [1, 2, 3])
      expect(Math.max(...runPlant(phone, { seed }).celsius)).toBeLessThan(phone.throttleC + 3);
  });

  test('a phone that stays cool is never slowed down for the noise of its measurements', () => {
    const cool = plants.find((plant) => plant.name === 'cool phone')!;
    for (const seed of [1, 2, 3]) expect(runPlant(cool, { seed, bursts }).last.duty).toBe(1);
  });

  test('without any governor these devices would be too hot', () => {
    for (const plant of plants.filter(({ name }) => !name.startsWith('cool')))
      expect(bestSustainable(plant, limitOf(plant)).duty).toBeLessThan(0.9);
  });
});
