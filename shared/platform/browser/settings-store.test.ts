import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { defaultPolicy } from '../../governor/policy.ts';
import { openCoveyDatabase } from './database.ts';
import { loadSettings, saveSettings } from './settings-store.ts';

const defaults = { state: 'running' as const, ...defaultPolicy('phone', 4, { battery: true }) };

test('settings are kept over the defaults; what cannot be read counts as never set', async () => {
  const database = await openCoveyDatabase('settings');
  expect(await loadSettings(database, defaults)).toEqual(defaults);
  const settings = { ...defaults, throttle: 40, hours: [{ days: [0], from: 60, to: 120 }] };
  await saveSettings(database, settings);
  expect(await loadSettings(database, defaults)).toEqual(settings);
  await database.put('settings', { wish: 'run' }, 'person');
  expect(await loadSettings(database, defaults)).toEqual(defaults);
  database.close();
});

test('settings of an older Covey are taken over, with this device’s defaults for what it did not know', async () => {
  const database = await openCoveyDatabase('older-settings');
  await database.put('settings', { state: 'paused', throttle: 30, threads: 1, whenHidden: 'work' }, 'person');
  expect(await loadSettings(database, defaults)).toEqual({
    ...defaults,
    state: 'paused',
    throttle: 30,
    threads: 1,
    whenHidden: 'work',
  });
  database.close();
});
