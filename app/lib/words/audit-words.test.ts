import { expect, test } from 'vitest';
import { AUDIT_ACTIONS } from '#shared/contract/audit.ts';
import { auditPhrase, dayOf } from './audit-words.ts';

test('every action reads as a sentence with its thing, and without one nothing is left open', () => {
  for (const action of AUDIT_ACTIONS) {
    expect(auditPhrase({ action, target: '' })).toMatch(/^[a-z][A-Za-z ]*[a-z]$/);
    expect(auditPhrase({ action, target: 'X' })).not.toContain('{}');
  }
  expect(auditPhrase({ action: 'device-approved', target: 'Kitchen tablet' })).toBe(
    'approved Kitchen tablet',
  );
  expect(auditPhrase({ action: 'signed-in', target: 'Firefox on Linux' })).toBe(
    'signed in: Firefox on Linux',
  );
  expect(auditPhrase({ action: 'person-renamed', target: '$& {}' })).toBe('took the name $& {}');
});

test('an id is left out, since it says nothing to people', () => {
  expect(auditPhrase({ action: 'device-forgotten', target: `dev_${'0f'.repeat(16)}` })).toBe(
    'forgot the device',
  );
});

test('a day is named as people name it', () => {
  const noon = new Date(2025, 2, 30, 12).getTime();
  expect(dayOf(new Date(2025, 2, 30, 0, 1).getTime(), noon)).toBe('Today');
  expect(dayOf(new Date(2025, 2, 29, 23, 59).getTime(), noon)).toBe('Yesterday');
  expect(dayOf(new Date(2025, 2, 28).getTime(), noon)).toContain('2025');
});
