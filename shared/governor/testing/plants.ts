// Simulated devices for tests and benches of the governor: a processor that warms up with its work, fast in the die and slowly in the case,
// other programs that need it in bursts, a system that slows it down when it is too hot, and sensors with noise that get lost.
import { seededRandom } from '../../testing/seeded-random.ts';
import type { DeviceKind } from '../../contract/device.ts';
import type { Pressure, Readings } from '../readings.ts';

export interface PlantKind {
  name: string;
  kind: DeviceKind;
  ambientC: number;
  /** Where it ends up at full load. */
  fullC: number;
  /** The part of the rise that the die makes, and how fast; the rest is the case's. */
  dieShare: number;
  dieSeconds: number;
  caseSeconds: number;
  /** Above that its system lowers the clock, by 1 / `softness` for each °C. */
  throttleC: number;
  softness: number;
  sensor: 'temperature' | 'state' | 'none';
}

const laptop: PlantKind = {
  name: 'laptop',
  kind: 'laptop',
  ambientC: 25,
  fullC: 98,
  dieShare: 0.6,
  dieSeconds: 5,
  caseSeconds: 200,
  throttleC: 95,
  softness: 20,
  sensor: 'temperature',
};

export const plants: readonly PlantKind[] = [
  { ...laptop, name: 'desktop', kind: 'desktop', fullC: 85, dieSeconds: 8, caseSeconds: 400 },
  { ...laptop, name: 'cool desktop', kind: 'desktop', fullC: 62, dieSeconds: 8, caseSeconds: 400 },
  laptop,
  { ...laptop, name: 'thin laptop', fullC: 110, dieSeconds: 4, caseSeconds: 120 },
  { ...laptop, name: 'heavy laptop', fullC: 110, dieShare: 0.3, dieSeconds: 15, caseSeconds: 900 },
  { ...laptop, name: 'Mac', throttleC: 90, sensor: 'state' },
  { ...laptop, name: 'cool phone', kind: 'phone', fullC: 50, throttleC: 55, sensor: 'none' },
  {
    name: 'phone',
    kind: 'phone',
    ambientC: 25,
    fullC: 85,
    dieShare: 0.3,
    dieSeconds: 5,
    caseSeconds: 300,
    throttleC: 55,
    softness: 15,
    sensor: 'none',
  },
];

export interface Bursts {
  /** On average so many seconds apart, so many seconds long, taking so much of the processor. */
  everySeconds: number;
  seconds: number;
  load: number;
}

export interface Plant {
  /** One second passes at this duty. */
  second(duty: number): void;
  /** The true temperature. */
  celsius(): number;
  /** Work done per second now; 1 is all that the device can. */
  speed(): number;
  isThrottled(): boolean;
  isBursting(): boolean;
  readings(): Readings;
  /** What the browser would measure of a chunk that is worked on now: units per ms. */
  chunkRate(): number;
}

export function startPlant(plant: PlantKind, seed: number, bursts?: Bursts): Plant {
  const random = seededRandom(seed);
  const rise = plant.fullC - plant.ambientC;
  let die = 0;
  let chassis = 0;
  let duty = 0;
  let burstLeft = 0;
  const load = () => (burstLeft > 0 && bursts ? bursts.load : 0);
  const celsius = () => plant.ambientC + die + chassis;
  const clock = () => Math.max(0.3, 1 - Math.max(0, celsius() - plant.throttleC) / plant.softness);
  const noise = (size: number) => (random() * 2 - 1) * size;
  const state = (): Pressure => {
    const over = celsius() - plant.throttleC;
    return over > 5 ? 'critical' : over > 0 ? 'serious' : over > -12 ? 'fair' : 'nominal';
  };
  return {
    second(next) {
      duty = next;
      if (bursts && burstLeft <= 0 && random() < 1 / bursts.everySeconds)
        burstLeft = bursts.seconds * (0.5 + random());
      burstLeft--;
      // a lower clock needs much less power: lower voltage as well
      const power = Math.min(1, duty + load()) * clock() ** 2;
      die += (plant.dieShare * rise * power - die) / plant.dieSeconds;
      chassis += ((1 - plant.dieShare) * rise * power - chassis) / plant.caseSeconds;
    },
    celsius,
    speed: () => Math.min(duty, 1 - load() / 2) * clock(),
    isThrottled: () => celsius() > plant.throttleC + 0.5,
    isBursting: () => burstLeft > 0,
    readings: () => {
      if (plant.sensor === 'temperature')
        return { temperature: Math.round(celsius() + noise(1.5)), criticalTemperature: 100 };
      return plant.sensor === 'state' ? { thermal: state() } : {};
    },
    chunkRate: () => clock() * (1 - load() / 4) * (1 + noise(0.04)),
  };
}

export interface Sustainable {
  duty: number;
  speed: number;
}

/** The most work per second of any constant duty that keeps it on average at or below the limit, found by trying. */
export function bestSustainable(plant: PlantKind, limitC: number, seed = 1, bursts?: Bursts): Sustainable {
  const settling = 5 * plant.caseSeconds;
  const measured = bursts ? 7200 : 60;
  let best: Sustainable = { duty: 0, speed: 0 };
  for (let percent = 5; percent <= 100; percent++) {
    const trial = startPlant(plant, seed, bursts);
    let [celsius, speed] = [0, 0];
    for (let second = -settling; second < measured; second++) {
      trial.second(percent / 100);
      if (second < 0) continue;
      celsius += trial.celsius() / measured;
      speed += trial.speed() / measured;
    }
    if (celsius > limitC) break;
    if (speed > best.speed) best = { duty: percent / 100, speed };
  }
  return best;
}
