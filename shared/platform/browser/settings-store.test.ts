import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { openCoveyDatabase } from './database.ts';
import { defaultSettings, loadSettings, saveSettings } from './settings-store.ts';

test('two threads on a phone, half the cores elsewhere', () => {
  expect(defaultSettings('phone', 8)).toMatchObject({ threads: 2, whenHidden: 'pause' });
  expect(defaultSettings('tablet', 1)).toMatchObject({ threads: 1 });
  expect(defaultSettings('laptop', 8)).toMatchObject({
    threads: 4,
    whenHidden: 'work',
    throttle: 100,
    state: 'running',
  });
  expect(defaultSettings('desktop', 1)).toMatchObject({ threads: 1 });
});

test('settings are kept; what cannot be read counts as never set', async () => {
  const database = await openCoveyDatabase('settings');
  expect(await loadSettings(database)).toBeUndefined();
  const settings = { ...defaultSettings('phone', 4), throttle: 40 };
  await saveSettings(database, settings);
  expect(await loadSettings(database)).toEqual(settings);
  await database.put('settings', { wish: 'run' } as never, 'person');
  expect(await loadSettings(database)).toBeUndefined();
  database.close();
});
