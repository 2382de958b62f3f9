import { expect, test } from 'vitest';
import { DeviceKind } from '#shared/contract/device.ts';
import { assumptionText, energyText, estimateEnergy, wattsPerCore } from './energy.ts';

test('an hour on one core costs what one core draws in an hour', () => {
  expect(estimateEnergy(3600, 'phone')).toEqual(wattsPerCore.phone);
  expect(energyText(3600, 'phone')).toBe('0.5 to 2 Wh');
  expect(energyText(36_000, 'laptop')).toBe('20 to 80 Wh');
  expect(energyText(3600 * 1000, 'desktop')).toBe('4 to 15 kWh');
});

test('little is said in a small unit, and next to nothing as such', () => {
  expect(energyText(60, 'phone')).toBe('8.3 to 33 mWh');
  expect(energyText(0, 'phone')).toBe('less than 1 mWh');
  expect(energyText(1, 'phone')).toBe('less than 1 mWh');
});

test('it is always a range with at most two figures each, and its assumption is said', () => {
  for (const kind of DeviceKind.options)
    for (const seconds of [77, 12_345, 7_654_321]) {
      expect(energyText(seconds, kind)).toMatch(/^[\d.]+ to [\d.]+ (mWh|Wh|kWh)$/);
      for (const [figure] of energyText(seconds, kind).matchAll(/[\d.]+/g))
        expect(figure.replace(/\D/g, '').replace(/^0+|0+$/g, '').length).toBeLessThanOrEqual(2);
      expect(assumptionText(kind)).toContain(String(wattsPerCore[kind].most));
    }
});
