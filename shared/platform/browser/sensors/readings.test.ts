// What browsers say, and what it means.
import { expect, test } from 'vitest';
import { readBattery } from './watch-battery.ts';
import { readIdleState } from './watch-idle.ts';
import { readNetwork } from './watch-metered.ts';
import { readPressure } from './watch-pressure.ts';

test('a battery is read in percent; a level that is none is unknown', () => {
  expect(readBattery({ charging: false, level: 0.34 })).toEqual({ charging: false, battery: 34 });
  expect(readBattery({ charging: true, level: Number.NaN })).toEqual({ charging: true, battery: undefined });
});

test('a network is metered when it is cellular or asked to be spared, and unknown where the browser does not say', () => {
  expect(readNetwork({ type: 'cellular' })).toEqual({ metered: true });
  expect(readNetwork({ type: 'wifi', saveData: true })).toEqual({ metered: true });
  expect(readNetwork({ type: 'wifi', saveData: false })).toEqual({ metered: false });
  expect(readNetwork({ saveData: false })).toEqual({ metered: undefined });
  expect(readNetwork({ type: 'none' })).toEqual({ metered: undefined });
});

test('the newest record of pressure counts, and a word nobody knows is unknown', () => {
  expect(readPressure([{ state: 'nominal' }, { state: 'serious' }])).toEqual({ pressure: 'serious' });
  expect(readPressure([{ state: 'catastrophic' }])).toEqual({ pressure: undefined });
  expect(readPressure([])).toEqual({ pressure: undefined });
});

test('idle time counts from a minute before the browser says idle, and from when the screen was locked', () => {
  const at = (userState: 'active' | 'idle' | null, screenState: 'locked' | 'unlocked') =>
    readIdleState({ userState, screenState }, 10_000, 40_000).idleSeconds;
  expect(at('active', 'unlocked')).toBe(0);
  expect(at('idle', 'unlocked')).toBe(90);
  expect(at('active', 'locked')).toBe(30);
  expect(at(null, 'unlocked')).toBeUndefined();
});
