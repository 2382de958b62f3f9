import { expect, test } from 'vitest';
import { findNext, findStep, type LadderFacts } from './find-step.ts';

const facts = (change: Partial<LadderFacts>): LadderFacts => ({
  isSecureContext: true,
  worker: 'ready',
  hasHttps: true,
  isInstalled: false,
  canInstall: false,
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
  expect(findNext(facts({}))).toBe('install-by-menu');
  expect(findNext(facts({ canInstall: true }))).toBe('install');
  const byAddress = { canInstall: true, isByAddress: true };
  expect(findNext(facts({ ...byAddress, lasting: 'https://study.local:8787' }))).toBe('name');
  expect(findNext(facts(byAddress))).toBe('nothing');
  expect(findNext(facts({ isInstalled: true }))).toBe('nothing');
});
