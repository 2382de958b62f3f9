// How the governor does on each simulated device: `npm run bench -- governor`.
import { type BenchRow, benchRow } from '../testing/bench-row.ts';
import { bestSustainable, plants } from './testing/plants.ts';
import { runPlant } from './testing/run-plant.ts';

export const name = 'governor';

const SEEDS = [1, 2, 3];
const bursts = { everySeconds: 300, seconds: 40, load: 0.3 };

export async function run(): Promise<BenchRow[]> {
  return plants.flatMap((plant) => {
    const limit =
      plant.sensor === 'temperature' ? 75 : plant.sensor === 'state' ? plant.throttleC - 12 : plant.throttleC;
    const runs = SEEDS.map((seed) => ({
      ...runPlant(plant, { seed, bursts }),
      best: bestSustainable(plant, limit, seed, bursts).speed,
    }));
    const row = (what: string, unit: string, values: number[]) =>
      benchRow(`governor ${plant.name}: ${what}`, unit, values);
    return [
      row(
        `work of the best below ${limit} °C`,
        '%',
        runs.map(({ speed, best }) => (100 * speed) / best),
      ),
      row(
        'hottest without bursts',
        '°C',
        runs.map(({ calm }) => Math.max(...calm)),
      ),
      row(
        'hottest',
        '°C',
        runs.map(({ celsius }) => Math.max(...celsius)),
      ),
      row(
        'starts and stops',
        'per hour',
        runs.map(({ changes }) => changes.length / 2),
      ),
    ];
  });
}
