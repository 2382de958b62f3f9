// Who decides, and each gate: closed with one reason, open again only well past its limit and after a rest.
import { describe, expect, test } from 'vitest';
import { createGovernor, type DutyInputs } from './decide-duty.ts';
import { parseHours } from './hours-text.ts';
import { defaultPolicy, type Policy } from './policy.ts';
import type { Readings } from './readings.ts';
import { steering } from './testing/run-plant.ts';

interface Given {
  kind?: 'phone' | 'laptop' | 'server';
  policy?: Partial<Policy>;
}

const SECOND = 1000;

/** A governor that is asked every second; `see` says what is read and how many seconds pass. */
function govern({ kind = 'laptop', policy = {} }: Given = {}) {
  const governor = createGovernor(kind);
  let now = 0;
  const ask = (readings: Readings, change: Partial<DutyInputs> = {}) =>
    governor.decide(
      {
        wish: 'running',
        policy: { ...defaultPolicy(kind, 8, { battery: false }), ...policy },
        steering,
        readings,
        heatHeardAt: now,
        connection: 'connected',
        hasWork: true,
        busyShare: 0.5,
        ...change,
      },
      now,
    );
  return {
    ask,
    see(readings: Readings, seconds = 1) {
      let duty = ask(readings);
      for (let second = 0; second < seconds; second++) {
        now += SECOND;
        duty = ask(readings);
      }
      return duty;
    },
  };
}

describe('the person comes first, then the owner', () => {
  test('the lower throttle counts, with its one reason', () => {
    const { ask } = govern({ policy: { throttle: 60 } });
    expect(ask({})).toEqual({ duty: 0.6, reason: 'throttled-by-person' });
    expect(ask({}, { steering: { ...steering, throttle: 0.3 } })).toEqual({
      duty: 0.3,
      reason: 'throttled-by-owner',
    });
    expect(ask({}, { steering: { ...steering, throttle: 5 } })).toMatchObject({ duty: 0.6 });
  });

  test('whoever paused it is named, the person before the owner', () => {
    const { ask } = govern();
    const owners = { ...steering, swarm: 'stopped', enabled: false } as const;
    expect(ask({}, { wish: 'paused', steering: owners })).toEqual({ duty: 0, reason: 'paused-by-person' });
    expect(
      ask({ hidden: true }, { policy: { ...defaultPolicy('phone', 2, { battery: false }) } }).reason,
    ).toBe('hidden');
    expect(ask({ frozen: true }).reason).toBe('frozen');
    expect(ask({}, { steering: owners }).reason).toBe('disabled-by-owner');
    expect(ask({}, { steering: { ...steering, approved: false } }).reason).toBe('waiting-for-approval');
  });

  test('without work it says why there is none', () => {
    const { ask } = govern();
    expect(ask({}, { hasWork: false }).reason).toBe('no-work');
    expect(ask({}, { hasWork: false, connection: 'offline' }).reason).toBe('offline');
    expect(ask({}, { hasWork: false, connection: 'starting', steering: null }).reason).toBe('starting');
  });
});

describe('the battery', () => {
  test('only while charging: rests on battery, with its level, and goes on a moment after it is plugged in', () => {
    const { see } = govern({ policy: { onlyCharging: true } });
    expect(see({ charging: true })).toEqual({ duty: 1, reason: 'working' });
    expect(see({ charging: false, battery: 34 })).toEqual({ duty: 0, reason: 'on-battery', figure: 34 });
    expect(see({ charging: true, battery: 34 })).toEqual({ duty: 0, reason: 'about-to-resume', figure: 8 });
    expect(see({ charging: true, battery: 34 }, 10).duty).toBe(1);
  });

  test('a floor holds while it charges as well, and opens five points higher', () => {
    const { see } = govern({ policy: { batteryFloor: 30 } });
    expect(see({ charging: true, battery: 30 }).duty).toBe(1);
    expect(see({ charging: true, battery: 29 })).toEqual({ duty: 0, reason: 'battery-low', figure: 29 });
    expect(see({ charging: true, battery: 34 }, 600).reason).toBe('battery-low');
    expect(see({ charging: true, battery: 35 }).duty).toBe(1);
  });

  test('whoever lifts a limit is obeyed at once; what got better by itself rests a while', () => {
    const limits = { onlyCharging: true, batteryFloor: 75 };
    const { see, ask } = govern({ policy: limits });
    see({ charging: true, battery: 80 }, 120);
    expect(see({ charging: false, battery: 34 }).reason).toBe('on-battery');
    const policy = { ...defaultPolicy('laptop', 8, { battery: false }), ...limits };
    const unplugged = { charging: false, battery: 34 };
    expect(ask(unplugged, { policy: { ...policy, onlyCharging: false } }).reason).toBe('battery-low');
    expect(ask(unplugged, { policy: { ...policy, onlyCharging: false, batteryFloor: 20 } }).reason).toBe(
      'working',
    );
  });

  test('a floor near the top opens when the battery is full', () => {
    const { see } = govern({ policy: { batteryFloor: 98 } });
    expect(see({ battery: 90 }, 600).duty).toBe(0);
    expect(see({ battery: 99 }).duty).toBe(0);
    expect(see({ battery: 100 }).duty).toBe(1);
  });

  test('a charger that is too weak is noticed; one that holds the battery at 80 % is not', () => {
    const weak = govern();
    for (let level = 90; level > 85; level--)
      expect(weak.see({ charging: true, battery: level }, 240).duty).toBe(1);
    expect(weak.see({ charging: true, battery: 85 })).toEqual({
      duty: 0,
      reason: 'battery-falling',
      figure: 85,
    });
    expect(weak.see({ charging: true, battery: 87 }, 300).reason).toBe('battery-falling');
    expect(weak.see({ charging: true, battery: 88 }).duty).toBe(1);
    const holding = govern();
    for (const level of [80, 79, 78, 77, 76, 78, 80]) holding.see({ charging: true, battery: level }, 900);
    expect(holding.see({ charging: true, battery: 80 }).duty).toBe(1);
  });
});

describe('heat', () => {
  test('at the stop it rests at once, and goes on 20 °C cooler, below the duty it had', () => {
    const { see } = govern();
    const before = see({ temperature: 74 }, 300).duty;
    expect(see({ temperature: 91 })).toEqual({ duty: 0, reason: 'too-hot', figure: 91 });
    expect(see({ temperature: 71 }, 300).reason).toBe('too-hot');
    const after = see({ temperature: 69 });
    expect(after.duty).toBeGreaterThan(0);
    expect(after.duty).toBeLessThan(before);
  });

  test('the maker’s limit moves the stop, and nobody can move it up', () => {
    const { see } = govern({ policy: { targetC: 90 } });
    expect(see({ temperature: 84, criticalTemperature: 95 }).duty).toBeGreaterThan(0);
    expect(see({ temperature: 85, criticalTemperature: 95 }).reason).toBe('too-hot');
  });

  test('a device that was too hot and shows no temperature any more stays at rest and says so', () => {
    const { see } = govern();
    see({ temperature: 95 });
    expect(see({}, 3600)).toEqual({ duty: 0, reason: 'heat-unknown' });
    expect(see({ temperature: 40 }).duty).toBeGreaterThan(0);
  });

  test('the system’s word: fair slows down, serious stops for a minute, critical for five', () => {
    const { see } = govern();
    const calm = see({ thermal: 'nominal' }, 120).duty;
    expect(calm).toBe(1);
    expect(see({ thermal: 'fair' }, 5)).toEqual({ duty: 0.7, reason: 'slowed-by-heat' });
    expect(see({ thermal: 'serious' })).toEqual({ duty: 0, reason: 'too-hot' });
    expect(see({ thermal: 'nominal' }, 50).reason).toBe('about-to-resume');
    expect(see({ thermal: 'nominal' }, 10).duty).toBeGreaterThan(0);
    see({ thermal: 'critical' });
    expect(see({ thermal: 'nominal' }, 290)).toMatchObject({ duty: 0, reason: 'about-to-resume' });
    expect(see({ thermal: 'nominal' }, 300).duty).toBeGreaterThan(0);
  });

  test('a lowered speed limit slows down, below 70 % it stops', () => {
    const { see } = govern();
    see({ speedLimit: 100 }, 120);
    expect(see({ speedLimit: 90 }, 5).duty).toBe(0.7);
    expect(see({ speedLimit: 60 }).reason).toBe('too-hot');
    expect(see({ speedLimit: 80 }, 600).reason).toBe('too-hot');
    expect(see({ speedLimit: 95 }).duty).toBeGreaterThan(0);
  });

  test('a phone that shows nothing works at half duty; one that became very slow rests for two minutes', () => {
    const { see } = govern({ kind: 'phone' });
    expect(see({})).toEqual({ duty: 0.5, reason: 'careful' });
    expect(see({ slowdown: 1 }, 120).duty).toBe(1);
    expect(see({ slowdown: 0.85 }, 5).duty).toBe(0.7);
    see({ slowdown: 0.99 }, 30);
    expect(see({ slowdown: 0.6 }, 5)).toEqual({ duty: 0, reason: 'too-hot' });
    expect(see({}, 130).duty).toBeGreaterThan(0);
  });
});

test('a phone that had nothing to do is no phone whose sensor was lost', () => {
  const { see } = govern({ kind: 'phone' });
  see({ slowdown: 1 }, 120);
  expect(see({}, 600).duty).toBe(1);
});

describe('the other gates', () => {
  test('a network paid by the byte', () => {
    const { see } = govern({ policy: { onlyUnmetered: true } });
    expect(see({ metered: false }).duty).toBe(1);
    expect(see({ metered: true }).reason).toBe('metered-network');
    expect(see({ metered: false }, 12).duty).toBe(1);
  });

  test('a person stops it at once, and it waits three minutes for them to be gone', () => {
    const { see } = govern({ policy: { onlyIdle: true } });
    expect(see({ idleSeconds: 179 }).reason).toBe('person-active');
    expect(see({ idleSeconds: 180 }).duty).toBe(1);
    expect(see({ idleSeconds: 0 }, 0).reason).toBe('person-active');
  });

  test('other programs: closes above a quarter of the cores, opens below a fifth, after 20 s', () => {
    const { see } = govern();
    expect(see({ otherCpu: 0.25 }).duty).toBe(1);
    expect(see({ otherCpu: 0.4 })).toEqual({ duty: 0, reason: 'others-busy', figure: 40 });
    expect(see({ otherCpu: 0.22 }, 60).reason).toBe('others-busy');
    expect(see({ otherCpu: 0.1 }).duty).toBe(1);
    expect(govern({ policy: { giveWay: false } }).see({ otherCpu: 0.9 }).duty).toBe(1);
  });

  test('a browser’s pressure counts only beyond what this device computes itself', () => {
    const { see } = govern();
    see({ pressure: 'nominal' }, 15);
    expect(see({ pressure: 'serious' }).duty).toBe(1);
    expect(see({ pressure: 'critical' })).toMatchObject({ duty: 0, reason: 'others-busy' });
    expect(see({ pressure: 'serious' }, 30).reason).toBe('others-busy');
    expect(see({ pressure: 'fair' }).duty).toBe(1);
  });

  test('outside its hours it says when they begin', () => {
    const { see } = govern({ policy: { hours: [parseHours('22:00-07:00')!] } });
    expect(see({ weekMinute: 12 * 60 })).toEqual({ duty: 0, reason: 'outside-hours', figure: 22 * 60 });
    expect(see({ weekMinute: 23 * 60 }).duty).toBe(1);
  });

  test('a chosen program is named to its person', () => {
    const { see } = govern({ policy: { restBeside: ['Steam.exe'] } });
    expect(see({ programs: ['bash', 'steam'] })).toEqual({
      duty: 0,
      reason: 'program-running',
      detail: 'Steam.exe',
    });
    expect(see({ programs: ['bash'] }, 12).duty).toBe(1);
    const long = govern({ policy: { restBeside: ['gnome-terminal-server'] } });
    expect(long.see({ programs: ['gnome-terminal-'] }).reason).toBe('program-running');
  });
});

test('a gate that closes again and again after a moment of work rests longer each time', () => {
  const { see } = govern({ policy: { onlyCharging: true } });
  see({ charging: true });
  const rests: number[] = [];
  for (let turn = 0; turn < 6; turn++) {
    see({ charging: false });
    let seconds = 0;
    while (see({ charging: true }).duty === 0) seconds++;
    rests.push(seconds);
    see({ charging: true }, 5);
  }
  expect(rests.map((seconds) => Math.round(seconds / 10) * 10)).toEqual([10, 60, 120, 240, 480, 600]);
});

test('a throttle that is lifted does not let the device leap beyond what keeps it cool', () => {
  const { see, ask } = govern({ policy: { throttle: 20 } });
  see({ temperature: 50 }, 3600);
  const policy = defaultPolicy('laptop', 8, { battery: false });
  expect(ask({ temperature: 74 }, { policy }).duty).toBeLessThan(0.6);
});
