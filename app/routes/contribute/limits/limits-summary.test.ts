import { expect, test } from 'vitest';
import { defaultPolicy, type Policy } from '#shared/governor/policy.ts';
import { NIGHTS } from './hours-words.ts';
import { limitsSummary } from './limits-summary.ts';

const free: Policy = { ...defaultPolicy('desktop', 4, { battery: false }), giveWay: false };

test('every limit that is set is in the line, and none that is not', () => {
  expect(limitsSummary(free, 'desktop')).toBe('No further limits.');
  expect(limitsSummary(defaultPolicy('phone', 4, { battery: true }), 'phone')).toBe(
    'Only while charging · battery above 75 % · gives way to other programs · rests in the background',
  );
  expect(
    limitsSummary({ ...free, onlyUnmetered: true, onlyIdle: true, targetC: 65, hours: [NIGHTS] }, 'phone'),
  ).toBe('Only on Wi-Fi · only while idle · Every day, 22:00 to 07:00 the next day · at most 65 °C');
  expect(limitsSummary({ ...free, hours: [NIGHTS, NIGHTS] }, 'phone')).toBe('In 2 windows of hours');
});
