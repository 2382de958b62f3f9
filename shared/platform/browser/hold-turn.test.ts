import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { openCoveyDatabase } from './database.ts';
import { waitForTurn } from './hold-turn.ts';

const isSettled = async (promise: Promise<unknown>) =>
  (await Promise.race([
    promise.then(() => true),
    new Promise((resolve) => setTimeout(() => resolve(false), 50)),
  ])) === true;

test('without locks one tab at a time has the turn, and the next gets it when it is given back', async () => {
  vi.stubGlobal('navigator', {});
  const database = await openCoveyDatabase('turn');
  const giveBack = await waitForTurn(database, new AbortController().signal);
  const next = waitForTurn(database, new AbortController().signal);
  expect(await isSettled(next)).toBe(false);
  giveBack();
  (await next)();
  vi.unstubAllGlobals();
});

test('the turn of a tab that is gone ends by itself', async () => {
  vi.stubGlobal('navigator', {});
  const database = await openCoveyDatabase('turn-of-the-dead');
  await database.put('turn', { tab: 'gone', until: Date.now() + 300 }, 'contributing');
  const giveBack = await waitForTurn(database, new AbortController().signal);
  expect(await database.get('turn', 'contributing')).not.toMatchObject({ tab: 'gone' });
  giveBack();
  vi.unstubAllGlobals();
});

test('who stops waiting does not get the turn', async () => {
  vi.stubGlobal('navigator', {});
  const database = await openCoveyDatabase('turn-given-up');
  const giveBack = await waitForTurn(database, new AbortController().signal);
  const patience = new AbortController();
  const waiting = waitForTurn(database, patience.signal);
  patience.abort(new Error('looked again'));
  giveBack();
  await expect(waiting).rejects.toThrow('looked again');
  vi.unstubAllGlobals();
});
