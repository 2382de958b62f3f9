import { expect, test } from 'vitest';
import type { Readings } from '../../../governor/readings.ts';
import { relaySensors } from './relay-sensors.ts';

function makeRelay() {
  const clock = { now: 1000 };
  const sensors = relaySensors(() => clock.now);
  const heard: Partial<Readings>[] = [];
  return { clock, sensors, heard, start: () => sensors.start((readings) => heard.push(readings)) };
}

test('what came before the contribution is told when it starts, what comes later at once', () => {
  const { sensors, heard, start } = makeRelay();
  sensors.sensed({ charging: true });
  start();
  sensors.sensed({ battery: 50 });
  expect(heard).toEqual([{ charging: true }, { battery: 50 }]);
});

test('a reading that is not repeated any more is unknown to a contribution that starts again', () => {
  const { clock, sensors, heard, start } = makeRelay();
  sensors.sensed({ charging: true, battery: 90, hidden: true });
  start();
  sensors.stop();
  clock.now += 120_000;
  sensors.sensed({ battery: 80 });
  clock.now += 120_000;
  heard.length = 0;
  start();
  expect(heard).toEqual([{ battery: 80, hidden: true }]);
});

test('a reading that became unknown is not told', () => {
  const { sensors, heard, start } = makeRelay();
  sensors.sensed({ charging: true });
  sensors.sensed({ charging: undefined });
  start();
  expect(heard).toEqual([{}]);
});
