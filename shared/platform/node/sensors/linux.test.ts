// Linux machines as their /sys shows them, laid out in a folder.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { listProcesses } from './list-processes.ts';
import { readPower } from './read-power.ts';
import { readTemperature } from './read-temperature.ts';

async function layOut(files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'covey-sys-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), `${text}\n`);
  }
  return root;
}

const supply = (name: string, files: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(files).map(([file, text]) => [`class/power_supply/${name}/${file}`, text]),
  );
const battery = (status: string, capacity: string) => supply('BAT1', { type: 'Battery', status, capacity });

test.each([
  [
    'on its charger',
    { ...supply('ADP1', { type: 'Mains', online: '1' }), ...battery('Charging', '62') },
    true,
    62,
  ],
  [
    'full, on a charger of another name',
    { ...supply('ACAD', { type: 'Mains', online: '1' }), ...battery('Full', '100') },
    true,
    100,
  ],
  [
    'on battery',
    { ...supply('AC', { type: 'Mains', online: '0' }), ...battery('Discharging', '34') },
    false,
    34,
  ],
  [
    'charging by a USB port that names no line',
    { ...supply('AC', { type: 'Mains', online: '0' }), ...battery('Charging', '34') },
    true,
    34,
  ],
  ['held at 80 % without any line', battery('Not charging', '80'), true, 80],
  ['with a battery that says nothing', battery('Unknown', '50'), undefined, 50],
])('a laptop %s', async (_, files, charging, level) => {
  expect(await readPower(await layOut(files))).toEqual({ charging, battery: level });
});

test('a desktop with a wireless mouse has no battery, and a laptop no power from its cradle; where nothing can be read nothing is known', async () => {
  const mouse = supply('hidpp_battery_0', {
    type: 'Battery',
    scope: 'Device',
    status: 'Discharging',
    capacity: '5',
  });
  expect(await readPower(await layOut(mouse))).toEqual({ charging: true, battery: 100 });
  const cradle = supply('hidpp_line_0', { type: 'USB', scope: 'Device', online: '1' });
  expect(await readPower(await layOut({ ...cradle, ...battery('Discharging', '40') }))).toEqual({
    charging: false,
    battery: 40,
  });
  expect(await readPower(await layOut({ other: '' }))).toEqual({ charging: undefined, battery: undefined });
});

const chip = (number: number, files: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(files).map(([file, text]) => [`class/hwmon/hwmon${number}/${file}`, text]),
  );
const zone = (number: number, files: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(files).map(([file, text]) => [`class/thermal/thermal_zone${number}/${file}`, text]),
  );

test('the hottest core of the processor, whatever the disk and the Wi-Fi say', async () => {
  const root = await layOut({
    ...chip(0, { name: 'nvme', temp1_input: '84850', temp1_crit: '84000' }),
    ...chip(1, {
      name: 'coretemp',
      temp1_input: '61000',
      temp1_crit: '100000',
      temp2_input: '72500',
      temp2_crit: '100000',
    }),
    ...zone(0, { type: 'acpitz', temp: '27800' }),
  });
  expect(await readTemperature(root)).toEqual({ temperature: 72.5, criticalTemperature: 100 });
});

test('Tctl of an AMD processor counts only where there is no Tdie', async () => {
  const tctl = { name: 'k10temp', temp1_input: '95250', temp1_label: 'Tctl' };
  expect(await readTemperature(await layOut(chip(0, tctl)))).toMatchObject({ temperature: 95.25 });
  const both = { ...tctl, temp2_input: '68250', temp2_label: 'Tdie' };
  expect(await readTemperature(await layOut(chip(0, both)))).toMatchObject({ temperature: 68.25 });
});

test('a small board shows its processor as a thermal zone; a zone of the board alone is no temperature', async () => {
  const board = zone(1, {
    type: 'cpu-thermal',
    temp: '55300',
    trip_point_0_type: 'passive',
    trip_point_0_temp: '80000',
    trip_point_1_type: 'critical',
    trip_point_1_temp: '110000',
  });
  const acpi = zone(0, { type: 'acpitz', temp: '27800' });
  expect(await readTemperature(await layOut({ ...acpi, ...board }))).toEqual({
    temperature: 55.3,
    criticalTemperature: 110,
  });
  expect(await readTemperature(await layOut(acpi))).toEqual({
    temperature: undefined,
    criticalTemperature: undefined,
  });
});

test('a sensor that shows nonsense shows nothing', async () => {
  const root = await layOut(
    chip(0, { name: 'coretemp', temp1_input: '-273150', temp2_input: 'n/a', temp2_crit: '0' }),
  );
  expect(await readTemperature(root)).toEqual({ temperature: undefined, criticalTemperature: undefined });
});

test.runIf(process.platform === 'linux')('this very process is among those that run', async () => {
  const processes = await listProcesses();
  expect(processes?.find(({ pid }) => pid === process.pid)).toMatchObject({ parent: process.ppid });
  expect(await listProcesses('linux', await layOut({ 'self/stat': '' }))).toBeNull();
  expect(await listProcesses('freebsd')).toBeNull();
});
