// What is read of the computer and when it is told.
import { describe, expect, test } from 'vitest';
import { diagnose } from '../diagnose.ts';
import { createFakeElectron } from '../fake-electron.ts';
import { desktopSensors, HEAT_EVERY_MS, judgeIdle, judgeThermal, POWER_EVERY_MS } from './desktop-sensors.ts';
import { createSteadyReadings } from './steady-readings.ts';

describe('a reading', () => {
  test('that changed is told at once, one that stayed only before it grows old', () => {
    const steady = createSteadyReadings();
    expect(steady.take({ charging: true, battery: 90 }, 0)).toEqual({ charging: true, battery: 90 });
    expect(steady.take({ charging: true, battery: 90 }, 500)).toBeNull();
    expect(steady.take({ charging: false, battery: 90 }, 1_000)).toEqual({ charging: false });
    expect(steady.take({ charging: false, battery: 90 }, 15_000)).toEqual({ battery: 90 });
    // a temperature counts for 20 s
    expect(steady.take({ temperature: 60 }, 0)).toEqual({ temperature: 60 });
    expect(steady.take({ temperature: 60 }, 5_000)).toBeNull();
    expect(steady.take({ temperature: 60 }, 10_000)).toEqual({ temperature: 60 });
  });

  test('that became unknown is told as such, and everything is told anew to somebody new', () => {
    const steady = createSteadyReadings();
    steady.take({ temperature: 60, programs: ['steam'] }, 0);
    expect(steady.take({ programs: ['steam'] }, 10)).toBeNull();
    const told = steady.take({ temperature: undefined }, 20);
    expect(told && 'temperature' in told && told.temperature === undefined).toBe(true);
    steady.forgetSaid();
    expect(steady.take({ programs: ['steam'] }, 30)).toEqual({ programs: ['steam'] });
    expect(steady.known().get('programs')).toEqual({ value: ['steam'], at: 30 });
  });
});

test('power is read twice a second on every system, and heat every five seconds where that takes no other program', async () => {
  expect([POWER_EVERY_MS, HEAT_EVERY_MS]).toEqual([500, 5_000]);
  const { port, state } = createFakeElectron();
  state.isOnBattery = true;
  state.thermal = 'serious';
  const parts = {
    powerMonitor: port.powerMonitor,
    lockedSince: () => null,
    speedLimit: () => 80,
    sysRoot: '/nowhere',
  };
  const readAll = async (platform: NodeJS.Platform) => {
    const often = platform === 'win32' ? 15_000 : HEAT_EVERY_MS;
    const read = desktopSensors({ ...parts, platform }).filter(({ everyMs }) => everyMs <= often);
    return Object.assign({}, ...(await Promise.all(read.map((sensor) => sensor.read())))) as object;
  };
  expect(await readAll('darwin')).toMatchObject({
    charging: false,
    thermal: 'serious',
    speedLimit: 80,
    idleSeconds: 0,
  });
  expect(await readAll('win32')).toMatchObject({ charging: false, speedLimit: 80 });
  // Electron says nothing of power on Linux that could be believed
  expect(await readAll('linux')).toMatchObject({
    charging: undefined,
    battery: undefined,
    temperature: undefined,
  });
});

test('a locked screen counts as idle, and words that nobody knows as unknown', () => {
  expect(judgeIdle(4, null, 100_000)).toBe(4);
  expect(judgeIdle(4, 40_000, 100_000)).toBe(60);
  expect(judgeIdle(-1, null, 0)).toBe(0);
  expect(judgeThermal('fair')).toBe('fair');
  expect(judgeThermal('unknown')).toBeUndefined();
});

test('the diagnosis says what was found, what stayed unknown, and whom nobody could ask', () => {
  const readings = new Map([
    ['charging', { value: true, at: 9_500 }],
    ['temperature', { value: undefined, at: 9_000 }],
    ['otherCpu', { value: 0.25, at: 2_000 }],
  ] as const);
  const { sensors, program } = diagnose({
    platform: 'linux',
    readings,
    now: 10_000,
    version: '1.2.3',
    versions: { electron: '45.4.1' },
    update: { state: 'none' },
    secrets: 'plain',
    logFile: '/log',
    dataDir: '/data',
  });
  const found = (what: string) => sensors.find((each) => each.what === what);
  expect(found('Power from outside')).toMatchObject({
    found: 'yes',
    source: expect.stringContaining('just now') as string,
  });
  expect(found('Processor')?.found).toBeNull();
  expect(found('Other programs')).toMatchObject({ found: '25 %', source: '/proc, every 10 s; 8 s ago' });
  expect(found('Heat in the system’s words')).toMatchObject({
    found: null,
    source: 'nothing to ask on this system',
  });
  expect(program.find(({ what }) => what === 'Chromium')?.found).toBeNull();
  expect(program.find(({ what }) => what === 'This device’s key')?.found).toBe('in a file of yours');
});
