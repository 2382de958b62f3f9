import { expect, onTestFinished, test } from 'vitest';
import { defaultPolicy } from '../../../governor/policy.ts';
import type { Readings } from '../../../governor/readings.ts';
import { createNodeSensors, type Sensor } from './node-sensors.ts';

const policy = defaultPolicy('server', 2, { battery: true });

/** Hears `count` readings. */
function hear(sensors: Sensor[], count: number, change = {}) {
  const heard: Partial<Readings>[] = [];
  const all = Promise.withResolvers<Partial<Readings>[]>();
  const port = createNodeSensors(sensors);
  port.need({ ...policy, ...change });
  port.start((readings) => {
    heard.push(readings);
    if (heard.length === count) all.resolve(heard);
  });
  onTestFinished(() => port.stop());
  return { all: all.promise, port, heard };
}

test('a sensor is read again and again, also after it failed once', async () => {
  let reads = 0;
  const flaky: Sensor = {
    everyMs: 1,
    read: async () => {
      if (++reads === 2) throw new Error('busy');
      return { temperature: reads };
    },
  };
  expect(await hear([flaky], 3).all).toEqual([{ temperature: 1 }, { temperature: 3 }, { temperature: 4 }]);
});

test('what no limit needs is not read until one does', async () => {
  let reads = 0;
  const idle: Sensor = {
    everyMs: 1_000_000,
    isNeeded: ({ onlyIdle }) => onlyIdle,
    read: async () => ({ idleSeconds: ++reads }),
  };
  const clock: Sensor = { everyMs: 1_000_000, read: async () => ({ weekMinute: 1 }) };
  const { port, all } = hear([idle, clock], 2);
  expect(reads).toBe(0);
  port.need({ ...policy, onlyIdle: true });
  expect(await all).toEqual(expect.arrayContaining([{ weekMinute: 1 }, { idleSeconds: 1 }]));
});

test('after a stop nothing is heard, of a reading under way neither', async () => {
  const slow = Promise.withResolvers<Partial<Readings>>();
  const { port, heard } = hear([{ everyMs: 1, read: () => slow.promise }], 1);
  port.stop();
  slow.resolve({ temperature: 1 });
  await slow.promise;
  await Promise.resolve();
  expect(heard).toEqual([]);
});

test('the sensors of this machine tell at least the time', async () => {
  const heard = Promise.withResolvers<Partial<Readings>>();
  const port = createNodeSensors();
  port.need(policy);
  port.start((readings) => readings.weekMinute !== undefined && heard.resolve(readings));
  onTestFinished(() => port.stop());
  expect(await heard.promise).toEqual({ weekMinute: expect.any(Number) });
});
