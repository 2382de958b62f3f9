// The contribution under its governor: what the sensors say makes it rest, hand back and go on, with one reason that everybody is told.
import { describe, expect, test } from 'vitest';
import type { Readings } from '../governor/readings.ts';
import type { PersonSettings } from './contribution-view.ts';
import { startContribution } from './fakes/fake-contribution.ts';
import { fakeLease as lease } from './fakes/fake-lease.ts';
import { machine } from './fakes/fake-machine.ts';

const SECOND = 1000;

function work(settings: Partial<PersonSettings>) {
  const made = machine({ threads: 1, ...settings });
  const sense = (readings: Partial<Readings>, seconds = 5) => {
    made.wait(seconds * SECOND);
    return made.after({ type: 'readingsCame', readings });
  };
  return { ...made, sense };
}

describe('a device whose person wants it to work only while it charges', () => {
  test('hands back what it has not started when it is unplugged, and says at which level', () => {
    const { after, sense, contribution } = work({ onlyCharging: true });
    sense({ charging: true, battery: 80 });
    after({ type: 'leased', lease: lease(0, 4) });
    expect(sense({ charging: false, battery: 79 })).toMatchObject([
      { type: 'setDuty', duty: 0 },
      { type: 'sendReturned', returned: { ranges: [{ first: 1, count: 3 }] } },
      { type: 'sendStatus', status: { duty: 0, reason: 'on-battery', figure: 79, holding: 1 } },
    ]);
    expect(sense({ charging: true }, 12)).toMatchObject([
      { type: 'setDuty', duty: 1 },
      { type: 'sendStatus' },
    ]);
    expect(contribution.status()).not.toHaveProperty('figure');
  });

  test('waits for the first word of its sensors, and says so when none comes', () => {
    const { contribution, sense } = work({ onlyCharging: true });
    expect(contribution.duty()).toEqual({ duty: 0, reason: 'starting' });
    sense({ weekMinute: 1 }, 4);
    expect(contribution.duty().reason).toBe('starting');
    sense({ weekMinute: 1 }, 2);
    expect(contribution.duty()).toEqual({ duty: 0, reason: 'battery-unknown' });
    sense({ charging: true });
    expect(contribution.duty().duty).toBe(1);
  });

  test('rests when its sensor falls silent', () => {
    const { after, contribution, sense, wait } = work({ onlyCharging: true });
    sense({ charging: true });
    wait(200 * SECOND);
    after({ type: 'heartbeatDue' });
    expect(contribution.duty()).toEqual({ duty: 0, reason: 'battery-unknown' });
  });
});

test('a chunk that runs waits while the device is too hot, and goes on with it', () => {
  const { after, sense, contribution } = work({});
  after({ type: 'leased', lease: lease(0, 1) });
  sense({ temperature: 60 });
  sense({ temperature: 92 });
  expect(contribution.duty()).toEqual({ duty: 0, reason: 'too-hot', figure: 92 });
  expect(contribution.status().holding).toBe(1);
  sense({ temperature: 50 }, 20);
  expect(contribution.duty().reason).toBe('about-to-resume');
  sense({ temperature: 50 }, 45);
  expect(contribution.duty().duty).toBeGreaterThan(0);
});

test('sensors are told what the limits need, also when these change; everybody reads the figure', async () => {
  const { contribution, sensing, coordinator, time } = await startContribution({ batteryFloor: 40 });
  expect(sensing.needed()).toMatchObject({ batteryFloor: 40, onlyIdle: false });
  contribution.configure({ onlyIdle: true });
  expect(sensing.needed()).toMatchObject({ onlyIdle: true });
  await time.pass(6 * SECOND);
  sensing.sense({ battery: 34, idleSeconds: 500, programs: ['diary'] });
  expect(contribution.status()).toMatchObject({
    duty: 0,
    reason: 'battery-low',
    sentence: expect.stringContaining('34 %') as string,
    readings: { battery: 34, idleSeconds: 500 },
  });
  expect(coordinator.seen.statuses.at(-1)).toMatchObject({ reason: 'battery-low', figure: 34 });
  expect(contribution.lines().at(-1)?.text).toMatch(/^Resting: the battery is low, 34 %/);
  expect(JSON.stringify(contribution.status())).not.toContain('diary');
  await contribution.stop({ drain: false });
  sensing.sense({ battery: 100 });
});
