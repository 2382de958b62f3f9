// Keeps what the person of this device wants, in IndexedDB, and knows what to begin with.
import * as z from 'zod/mini';
import type { DeviceKind } from '../../contract/device.ts';
import type { PersonSettings } from '../../runtime/contribution-view.ts';
import type { CoveyDatabase } from './database.ts';

const Kept = z.object({
  state: z.enum(['running', 'paused', 'stopped']),
  throttle: z.number().check(z.gte(0), z.lte(100)),
  threads: z.int().check(z.gte(1), z.lte(4096)),
  whenHidden: z.enum(['work', 'pause']),
});

/** Two threads on what fits a hand, half the cores elsewhere; a hidden page of a phone is frozen anyway, so it stops in order. */
export function defaultSettings(kind: DeviceKind, cores: number): PersonSettings {
  const isHandheld = kind === 'phone' || kind === 'tablet';
  const threads = isHandheld ? Math.min(2, cores) : Math.max(1, Math.floor(cores / 2));
  return { state: 'running', throttle: 100, threads, whenHidden: isHandheld ? 'pause' : 'work' };
}

/** Settings from outside this database; undefined when they cannot be read. */
export function readSettings(raw: unknown): PersonSettings | undefined {
  const read = Kept.safeParse(raw);
  return read.success ? read.data : undefined;
}

/** What was kept; undefined before the first change, and when another Covey kept something unreadable. */
export async function loadSettings(database: CoveyDatabase): Promise<PersonSettings | undefined> {
  return readSettings(await database.get('settings', 'person'));
}

export async function saveSettings(database: CoveyDatabase, settings: PersonSettings): Promise<void> {
  await database.put('settings', settings, 'person');
}
