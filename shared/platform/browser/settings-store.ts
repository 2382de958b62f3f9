// Keeps what the person of this device wants, in IndexedDB.
import type { PersonSettings } from '../../runtime/contribution-view.ts';
import { type KeptSettings, readKept, toKept } from '../../runtime/kept-settings.ts';
import type { CoveyDatabase } from './database.ts';

/** What was kept, over `defaults`; these alone before the first change, and when another Covey kept something unreadable. */
export async function loadSettings(
  database: CoveyDatabase,
  defaults: PersonSettings,
): Promise<PersonSettings> {
  return { ...defaults, ...readKept(await database.get('settings', 'person')) };
}

export async function saveSettings(database: CoveyDatabase, settings: KeptSettings): Promise<void> {
  await database.put('settings', toKept(settings), 'person');
}
