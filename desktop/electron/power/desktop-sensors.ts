// The tray app's sensors: power every 500 ms, so that a pulled plug stops work within a second; heat every 5 s; what Electron tells of idleness, heat
// and speed where the system itself does not; and, as on servers, what other programs use.
import type { Readings } from '../../../shared/governor/readings.ts';
import { readMetered } from '../../../shared/platform/node/sensors/read-linux.ts';
import {
  senseProcesses,
  senseTime,
  type Sensor,
} from '../../../shared/platform/node/sensors/node-sensors.ts';
import { readPower } from '../../../shared/platform/node/sensors/read-power.ts';
import { readTemperature } from '../../../shared/platform/node/sensors/read-temperature.ts';
import { readWindowsLimit, readWindowsPrograms } from '../../../shared/platform/node/sensors/read-windows.ts';
import { Pressure } from '../../../shared/governor/readings.ts';
import type { ElectronPort } from '../port.ts';

const SECOND = 1000;
export const POWER_EVERY_MS = 500;
export const HEAT_EVERY_MS = 5 * SECOND;

type PowerMonitor = Pick<
  ElectronPort['powerMonitor'],
  'getCurrentThermalState' | 'getSystemIdleTime' | 'isOnBatteryPower'
>;

export interface DesktopSensorParts {
  platform: NodeJS.Platform;
  powerMonitor: PowerMonitor;
  /** Since when the screen is locked, UTC ms; null: it is not. */
  lockedSince(): number | null;
  /** The share of its clock that the system last allowed the processor; undefined: it never said. */
  speedLimit(): number | undefined;
  /** Where Linux shows its devices; another place only in tests. */
  sysRoot?: string;
  now?(): number;
}

export function desktopSensors(parts: DesktopSensorParts): Sensor[] {
  const { platform, powerMonitor, lockedSince, speedLimit, sysRoot = '/sys', now = Date.now } = parts;
  const power: Sensor = {
    everyMs: POWER_EVERY_MS,
    // on Linux Electron always says that there is power (electron#29614); elsewhere the page tells how full the battery is
    read: async () =>
      platform === 'linux' ? await readPower(sysRoot) : { charging: !powerMonitor.isOnBatteryPower() },
  };
  const idle: Sensor = {
    everyMs: 5 * SECOND,
    read: async () => ({ idleSeconds: judgeIdle(powerMonitor.getSystemIdleTime(), lockedSince(), now()) }),
  };
  const everywhere = [senseTime, power, idle];
  if (platform === 'linux')
    return [
      ...everywhere,
      { everyMs: HEAT_EVERY_MS, read: () => readTemperature(sysRoot) },
      senseProcesses(platform),
      {
        everyMs: 60 * SECOND,
        isNeeded: ({ onlyUnmetered }) => onlyUnmetered,
        read: async () => ({ metered: await readMetered() }),
      },
    ];
  const speed: Sensor = { everyMs: HEAT_EVERY_MS, read: async () => ({ speedLimit: speedLimit() }) };
  if (platform === 'darwin') {
    const thermal: Sensor = {
      everyMs: HEAT_EVERY_MS,
      read: async () => ({ thermal: judgeThermal(powerMonitor.getCurrentThermalState()) }),
    };
    return [...everywhere, thermal, speed, senseProcesses(platform)];
  }
  if (platform !== 'win32') return [...everywhere, speed];
  // Electron tells of changes only; the counter, where a machine has it, of how things are. It takes a program to read it.
  const limit: Sensor = {
    everyMs: 15 * SECOND,
    read: async () => ({ speedLimit: lowest(speedLimit(), await readWindowsLimit()) }),
  };
  const programs: Sensor = {
    everyMs: 20 * SECOND,
    isNeeded: ({ restBeside }) => restBeside.length > 0,
    read: async () => ({ programs: await readWindowsPrograms() }),
  };
  return [...everywhere, limit, programs];
}

const lowest = (a: number | undefined, b: number | undefined) =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);

/** Nobody uses a computer whose screen is locked, whatever the mouse was last seen doing. */
export function judgeIdle(systemSeconds: number, lockedSince: number | null, now: number): number {
  const locked = lockedSince === null ? 0 : (now - lockedSince) / 1000;
  return Math.max(0, systemSeconds, locked);
}

/** `unknown`, and words that a later system invents, are unknown. */
export function judgeThermal(word: string): Readings['thermal'] {
  const read = Pressure.safeParse(word);
  return read.success ? read.data : undefined;
}
