import { expect, test } from 'vitest';
import { AUDIT_ACTIONS } from '#shared/contract/audit.ts';
import { auditActor, auditDetail, auditPhrase, dayOf } from './audit-words.ts';

test('every action reads as a sentence with its thing, and without one nothing is left open', () => {
  for (const action of AUDIT_ACTIONS) {
    expect(auditPhrase({ action, target: '' })).toMatch(/^[a-z][A-Za-z -]*[a-z]$/);
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

test('a refusal says of what', () => {
  expect(auditPhrase({ action: 'viewer-refused', target: '' })).toBe('was refused the live view');
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

test('a join code is told by its facts, and whatever else is known as it was written', () => {
  expect(auditDetail({ action: 'invite-made', detail: 'uses 1, minutes 15, approve true' })).toBe(
    '1 use, 15 min, asks first',
  );
  expect(auditDetail({ action: 'invite-made', detail: 'uses 40, minutes 4320, approve false' })).toBe(
    '40 uses, 3 days, opens at once',
  );
  expect(auditDetail({ action: 'invite-made', detail: 'otherwise' })).toBe('otherwise');
  expect(auditDetail({ action: 'device-steered', detail: 'throttle 0.5' })).toBe('throttle 0.5');
});

test('who has no name is named at the beginning of a sentence, and a name stays as it is', () => {
  expect(auditActor({ actor: 'somebody' })).toBe('Somebody');
  expect(auditActor({ actor: '' })).toBe('Covey');
  expect(auditActor({ actor: 'bell hooks' })).toBe('bell hooks');
  expect(auditActor({ actor: 'constructor' })).toBe('constructor');
});
