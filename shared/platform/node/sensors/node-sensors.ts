// The sensors of a program that runs on Node: each is read as often as it is worth, and only where a limit needs it. What cannot be read is
// said to be unknown; a sensor that hangs says nothing, and is unknown as well once its reading has grown old.
import { minuteOfWeek } from '../../../governor/hours.ts';
import type { Policy } from '../../../governor/policy.ts';
import type { Readings } from '../../../governor/readings.ts';
import type { Sensors } from '../../../runtime/ports.ts';
import { listProcesses } from './list-processes.ts';
import { createLoadMeter, ownRoot, readCores } from './measure-load.ts';
import { readIdle, readMetered } from './read-linux.ts';
import { readMacIdle, readMacPower, readMacThermal } from './read-macos.ts';
import { type Power, readPower } from './read-power.ts';
import { readTemperature } from './read-temperature.ts';
import { readWindowsLimit, readWindowsPower, readWindowsPrograms } from './read-windows.ts';

export interface Sensor {
  everyMs: number;
  /** Left out: always. */
  isNeeded?(policy: Policy): boolean;
  read(): Promise<Partial<Readings>>;
}

const SECOND = 1000;

export function readPowerHere(platform: NodeJS.Platform = process.platform): Promise<Power> {
  if (platform === 'linux') return readPower();
  if (platform === 'darwin') return readMacPower();
  if (platform === 'win32') return readWindowsPower();
  return Promise.resolve({ charging: undefined, battery: undefined });
}

/** Processes are listed once for two readings: how busy others are, and what runs. */
export function senseProcesses(platform: NodeJS.Platform): Sensor {
  const meter = createLoadMeter(ownRoot());
  return {
    everyMs: 10 * SECOND,
    isNeeded: ({ giveWay, restBeside }) => giveWay || restBeside.length > 0,
    async read() {
      const processes = await listProcesses(platform);
      if (!processes) return { otherCpu: undefined, programs: undefined };
      return {
        otherCpu: meter.measure(processes, readCores()),
        programs: [...new Set(processes.map(({ name }) => name))],
      };
    },
  };
}

export const senseTime: Sensor = {
  everyMs: 5 * SECOND,
  read: async () => ({ weekMinute: minuteOfWeek(new Date()) }),
};

function sensorsOf(platform: NodeJS.Platform): Sensor[] {
  const power: Sensor = {
    everyMs: (platform === 'linux' ? 5 : platform === 'darwin' ? 30 : 60) * SECOND,
    // a start of PowerShell for nothing would cost more than it tells
    isNeeded: ({ onlyCharging, batteryFloor }) => platform !== 'win32' || onlyCharging || batteryFloor > 0,
    read: () => readPowerHere(platform),
  };
  const idle = (everyMs: number, read: () => Promise<number | undefined>): Sensor => ({
    everyMs,
    isNeeded: ({ onlyIdle }) => onlyIdle,
    read: async () => ({ idleSeconds: await read() }),
  });
  if (platform === 'linux') {
    const hasScreen = Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
    return [
      senseTime,
      power,
      { everyMs: 5 * SECOND, read: () => readTemperature() },
      senseProcesses(platform),
      idle(15 * SECOND, () => readIdle(Date.now(), hasScreen)),
      {
        everyMs: 60 * SECOND,
        isNeeded: ({ onlyUnmetered }) => onlyUnmetered,
        read: async () => ({ metered: await readMetered() }),
      },
    ];
  }
  if (platform === 'darwin')
    return [
      senseTime,
      power,
      { everyMs: 15 * SECOND, read: async () => ({ thermal: await readMacThermal() }) },
      senseProcesses(platform),
      idle(15 * SECOND, readMacIdle),
    ];
  if (platform === 'win32')
    return [
      senseTime,
      power,
      { everyMs: 15 * SECOND, read: async () => ({ speedLimit: await readWindowsLimit() }) },
      {
        everyMs: 20 * SECOND,
        isNeeded: ({ restBeside }) => restBeside.length > 0,
        read: async () => ({ programs: await readWindowsPrograms() }),
      },
    ];
  return [senseTime];
}

/** `sensors` differ only in tests. */
export function createNodeSensors(sensors: readonly Sensor[] = sensorsOf(process.platform)): Sensors {
  let listener: ((readings: Partial<Readings>) => void) | undefined;
  let policy: Policy | undefined;
  /** Those that are read again and again now. */
  const timers = new Map<Sensor, NodeJS.Timeout | undefined>();

  async function readAgain(sensor: Sensor): Promise<void> {
    const readings = await sensor.read().catch(() => null);
    if (!timers.has(sensor)) return;
    if (readings) listener?.(readings);
    const timer = setTimeout(() => void readAgain(sensor), sensor.everyMs);
    timer.unref();
    timers.set(sensor, timer);
  }

  function update() {
    for (const sensor of sensors) {
      const isWanted =
        listener !== undefined && (!sensor.isNeeded || (policy !== undefined && sensor.isNeeded(policy)));
      if (isWanted === timers.has(sensor)) continue;
      if (isWanted) {
        timers.set(sensor, undefined);
        void readAgain(sensor);
      } else {
        clearTimeout(timers.get(sensor));
        timers.delete(sensor);
      }
    }
  }

  return {
    start(next) {
      listener = next;
      update();
    },
    need(next) {
      policy = next;
      update();
    },
    stop() {
      listener = undefined;
      update();
    },
  };
}
