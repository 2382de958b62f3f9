import { expect, test } from 'vitest';
import { findNext, findStep, type LadderFacts } from './find-step.ts';

const facts = (change: Partial<LadderFacts>): LadderFacts => ({
  isSecureContext: true,
  worker: 'ready',
  hasHttps: true,
  isInstalled: false,
  canInstall: false,
  offersInstall: true,
  hasWorked: true,
  isDismissed: false,
  isHttps: true,
  isPassing: false,
  isByAddress: false,
  lasting: null,
  ...change,
});

test('plain http is Working, and leads to Turbo only where there is https', () => {
  const http = { isSecureContext: false, worker: 'absent' } as const;
  expect(findStep(facts(http))).toBe('working');
  expect(findNext(facts({ ...http, hasHttps: null }))).toBe('nothing');
  expect(findNext(facts(http))).toBe('turbo');
  expect(findNext(facts({ ...http, hasHttps: false }))).toBe('no-https');
});

test('https behind an accepted warning is Turbo: no service worker is let in, and trust is the next step', () => {
  expect(findStep(facts({ worker: 'refused' }))).toBe('turbo');
  expect(findNext(facts({ worker: 'refused' }))).toBe('trust');
  expect(findNext(facts({ worker: 'absent' }))).toBe('no-worker');
  expect(findNext(facts({ worker: 'unknown' }))).toBe('nothing');
});

test('a trusted page is App; it is installed by name only, and at most once', () => {
  expect(findStep(facts({}))).toBe('app');
  expect(findNext(facts({ canInstall: true }))).toBe('install');
  const byAddress = { canInstall: true, isByAddress: true };
  expect(findNext(facts({ ...byAddress, lasting: 'https://study.local:8787' }))).toBe('name');
  expect(findNext(facts(byAddress))).toBe('opens-offline');
  expect(findNext(facts({ canInstall: true, isInstalled: true }))).toBe('nothing');
});

test('installing is offered after the first finished chunk, from an origin that lasts, and not again to who said no', () => {
  const ripe = { canInstall: true };
  expect(findNext(facts({ ...ripe, hasWorked: false }))).toBe('opens-offline');
  expect(findNext(facts({ ...ripe, isPassing: true }))).toBe('opens-offline');
  expect(findNext(facts({ ...ripe, isHttps: false }))).toBe('opens-offline');
  expect(findNext(facts({ ...ripe, isDismissed: true }))).toBe('install-after-all');
});

test('a browser that offers by itself and does not is a private window or has the app; others install from their menu', () => {
  expect(findNext(facts({}))).toBe('opens-offline');
  expect(findNext(facts({ offersInstall: false }))).toBe('install-by-menu');
  expect(findNext(facts({ offersInstall: false, isDismissed: true }))).toBe('install-after-all');
});
