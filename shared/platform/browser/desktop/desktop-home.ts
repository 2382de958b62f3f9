// The device's home in the tray app: who it is, its key and its connection are in the main process, which also senses more of the computer than a
// page can, sends it to sleep, and steers it from the tray's menu.
import { readPolicy } from '../../../governor/policy.ts';
import { type ReadingName, readReadings, type Readings } from '../../../governor/readings.ts';
import type { PersonSettings } from '../../../runtime/contribution-view.ts';
import { readKept } from '../../../runtime/kept-settings.ts';
import type { CoveyDatabase } from '../database.ts';
import type { DeviceHome } from '../supervisor/device-home.ts';
import type { DesktopClient } from './desktop-client.ts';
import { createDesktopLink } from './desktop-link.ts';
import { makeReport } from './make-report.ts';

/** What a hidden window of our own says of itself is no reason to rest. */
const MEANINGLESS: readonly ReadingName[] = ['hidden', 'frozen'];

export function openDesktopHome(desktop: DesktopClient, database: CoveyDatabase): DeviceHome {
  const known = new Set<ReadingName>();
  const find = async () => (await desktop.call('findDevice')) ?? undefined;

  /** Null says that a reading has become unknown. */
  function readAll(said: Record<string, unknown>): Partial<Readings> {
    const readings: Record<string, unknown> = readReadings(said);
    for (const [name, value] of Object.entries(said)) if (value === null) readings[name] = undefined;
    for (const [name, value] of Object.entries(readings) as [ReadingName, unknown][])
      if (value === undefined) known.delete(name);
      else known.add(name);
    return readings;
  }

  return {
    onlyWatches: desktop.role === 'screen',
    start(events) {
      desktop.on('deviceChanged', () => events.deviceChanged());
      if (desktop.role === 'screen') return;
      desktop.on('readings', (said) => events.sensed(readAll(said)));
      desktop.on('configure', (said) => events.configured(readChange(said)));
      desktop.on('sleep', () => void events.sleep().then(() => desktop.call('handedBack')));
      desktop.on('wake', () => events.wake());
    },
    find,
    async join({ where = '', code, name }, capabilities) {
      await desktop.call('join', { where, name, capabilities, ...(code !== undefined && { code }) });
    },
    async forget(why) {
      await desktop.call('forgetDevice', why);
      if (why === 'left') await database.delete('lifetime', 'self');
      await database.clear('outbox');
    },
    connect: ({ deviceId }) =>
      Promise.resolve({
        link: createDesktopLink(desktop),
        // the main process signs what it was asked itself, and nothing that a page asks for
        identity: { deviceId, sign: () => Promise.resolve('') },
      }),
    words: async () => (await find())?.words ?? '',
    trust: (readings) =>
      Object.fromEntries(
        Object.entries(readings).filter(
          ([name]) => !known.has(name as ReadingName) && !MEANINGLESS.includes(name as ReadingName),
        ),
      ),
    shown(state) {
      if (desktop.role === 'contribution') desktop.call('report', makeReport(state)).catch(() => undefined);
    },
  };
}

function readChange(said: Record<string, unknown>): Partial<PersonSettings> {
  return readKept(said) ?? readPolicy(said) ?? {};
}
