import { expect, test } from 'vitest';
import { type HealthInputs, healthRows } from './health-words.ts';

const inputs = (change: Partial<HealthInputs>): HealthInputs => ({
  readings: {},
  capabilities: { kind: 'phone', memoryGiB: null },
  latencyMs: 12.4,
  isSecure: true,
  ...change,
});
const row = (name: string, change: Partial<HealthInputs>) =>
  healthRows(inputs(change)).find((each) => each.name === name);

test('the battery is said with its figure, and is worth a look only when it empties', () => {
  expect(row('Battery', { readings: { battery: 34, charging: false } })).toMatchObject({
    value: '34 %, on battery',
    tone: 'fine',
  });
  expect(row('Battery', { readings: { battery: 12, charging: false } })?.tone).toBe('watch');
  expect(row('Battery', { readings: { battery: 12, charging: true } })).toMatchObject({
    value: '12 %, has power',
    tone: 'fine',
  });
});

test('what a browser does not show is unknown, never fine', () => {
  const rows = healthRows(inputs({}));
  expect(rows.filter(({ tone }) => tone === 'unseen').map(({ name }) => name)).toEqual([
    'Battery',
    'Processor',
    'Heat',
    'Memory',
  ]);
  expect(row('Battery', {})?.note).toBe('This browser does not show it.');
  expect(row('Battery', { isSecure: false })?.note).toMatch(/over plain http/);
});

test('heat is inferred and says so, unless it is measured', () => {
  const value = (slowdown: number) => row('Heat', { readings: { slowdown } });
  expect(value(1)).toMatchObject({ value: 'Cool: as fast as ever', tone: 'fine' });
  expect(value(0.92)).toMatchObject({ value: 'Warm perhaps: 92 % of its best speed', tone: 'fine' });
  expect(value(0.82)).toMatchObject({ value: 'Probably warm: 82 % of its best speed', tone: 'watch' });
  expect(value(0.82)?.note).toMatch(/No browser shows a temperature/);
  expect(row('Heat', { readings: { temperature: 63.4, slowdown: 0.5 } })).toEqual({
    name: 'Heat',
    icon: 'heat',
    value: '63 °C',
    tone: 'fine',
  });
});

test('memory is said as roughly as browsers say it', () => {
  expect(row('Memory', { capabilities: { kind: 'phone', memoryGiB: 8 } })?.value).toBe('8 GB or more');
  expect(row('Memory', { capabilities: { kind: 'phone', memoryGiB: 4 } })?.value).toBe('About 4 GB');
});

test('a coordinator that does not answer is said, one that was not asked yet is not blamed', () => {
  expect(row('Coordinator', {})?.value).toBe('Answers in 12 ms');
  expect(row('Coordinator', { latencyMs: 0.3 })?.value).toBe('Answers in less than 1 ms');
  expect(row('Coordinator', { latencyMs: null })?.tone).toBe('watch');
  expect(row('Coordinator', { latencyMs: undefined })?.tone).toBe('fine');
});
