// What the systems print, as they print it, and what it means.
import { expect, test } from 'vitest';
import { parsePs, parseStat, treeSeconds } from './list-processes.ts';
import { createLoadMeter } from './measure-load.ts';
import { parseMetered, parseSeatIdle } from './read-linux.ts';
import { parseHidIdle, parsePmset, parseThermalLevel } from './read-macos.ts';
import { parsePassiveLimit, parsePowerStatus, parseTasklist } from './read-windows.ts';

const process = (pid: number, parent: number, cpuSeconds: number) => ({ pid, parent, name: 'x', cpuSeconds });

test('a Linux process is read also when its name holds brackets and spaces', () => {
  expect(
    parseStat('4242 (Web Content) x) S 1000 4242 4242 0 -1 4194560 1 0 0 0 150 50 7 3 20 0 28 0 12345 0 0'),
  ).toEqual({ pid: 4242, parent: 1000, name: 'web content) x', cpuSeconds: 2.1 });
  expect(parseStat('')).toBeNull();
  expect(parseStat('12 (gone')).toBeNull();
});

test('the processes of macOS, with times of minutes, hours and days', () => {
  const text = [
    '    1     0   0:13.37 /sbin/launchd',
    '  501     1 123:01.50 /Applications/My Game.app/Contents/MacOS/My Game',
    '  502   501 2-01:00:01 /usr/local/bin/node',
    'garbage',
  ].join('\n');
  expect(parsePs(text)).toEqual([
    { pid: 1, parent: 0, name: 'launchd', cpuSeconds: 13.37 },
    { pid: 501, parent: 1, name: 'my game', cpuSeconds: 123 * 60 + 1.5 },
    { pid: 502, parent: 501, name: 'node', cpuSeconds: 2 * 86_400 + 3601 },
  ]);
});

test('a tree is a process and all below it, also when the parents run in a circle', () => {
  const all = [process(1, 0, 100), process(2, 1, 1), process(3, 2, 2), process(4, 3, 4), process(5, 1, 50)];
  expect(treeSeconds(all, 2)).toBe(7);
  expect(treeSeconds([process(2, 3, 1), process(3, 2, 2)], 2)).toBe(3);
  expect(treeSeconds(all, 99)).toBe(0);
});

test('the others’ load is all that was busy but not ours', () => {
  const meter = createLoadMeter(2);
  expect(meter.measure([process(2, 1, 10)], { busy: 100, total: 1000 })).toBeUndefined();
  // 40 s of cores: 20 busy, 12 of them ours
  expect(meter.measure([process(2, 1, 15), process(3, 2, 7)], { busy: 120, total: 1040 })).toBeCloseTo(0.2);
  // a child ended before its parent had counted it
  expect(meter.measure([process(2, 1, 15)], { busy: 125, total: 1080 })).toBeCloseTo(0.125);
  expect(meter.measure([], { busy: 125, total: 1080 })).toBeUndefined();
});

test('NetworkManager’s guesses count as what they guess', () => {
  expect(['u 1\n', 'u 2\n', 'u 3\n', 'u 4\n', 'u 0\n', 'error'].map(parseMetered)).toEqual([
    true,
    false,
    true,
    false,
    undefined,
    undefined,
  ]);
});

test('logind’s seat: in use, idle since, and a seat that nobody sits at', () => {
  const now = 1_763_744_000_000;
  expect(parseSeatIdle('IdleHint=no\nIdleSinceHint=1763743999000000\n', now)).toBe(0);
  expect(parseSeatIdle('IdleHint=yes\nIdleSinceHint=1763743700000000\n', now)).toBe(300);
  expect(parseSeatIdle('IdleHint=yes\nIdleSinceHint=0\n', now)).toBeGreaterThan(1e9);
  expect(parseSeatIdle('IdleHint=yes\n', now)).toBeUndefined();
  expect(parseSeatIdle('Unknown seat', now)).toBeUndefined();
});

test('pmset on power, on battery, full, and on a Mac without a battery', () => {
  expect(
    parsePmset(
      "Now drawing from 'Battery Power'\n -InternalBattery-0 (id=4522083)\t87%; discharging; 4:12 remaining present: true\n",
    ),
  ).toEqual({ charging: false, battery: 87 });
  expect(
    parsePmset(
      "Now drawing from 'AC Power'\n -InternalBattery-0 (id=4522083)\t100%; charged; 0:00 remaining present: true\n",
    ),
  ).toEqual({ charging: true, battery: 100 });
  expect(parsePmset("Now drawing from 'AC Power'\n")).toEqual({ charging: true, battery: 100 });
  expect(parsePmset('')).toEqual({ charging: undefined, battery: undefined });
});

test('macOS’s thermal level and its idle time', () => {
  expect(parseThermalLevel('com.apple.system.thermalpressurelevel 0\n')).toBe('nominal');
  expect(parseThermalLevel('com.apple.system.thermalpressurelevel 2\n')).toBe('serious');
  expect(parseThermalLevel('com.apple.system.thermalpressurelevel: unknown\n')).toBeUndefined();
  expect(parseHidIdle('    |   "HIDIdleTime" = 183000000000\n')).toBe(183);
  expect(parseHidIdle('')).toBeUndefined();
});

test('the power of Windows, also of a machine without a battery and one that does not know', () => {
  expect(parsePowerStatus('Offline|High|0.87\r\n')).toEqual({ charging: false, battery: 87 });
  expect(parsePowerStatus('Online|High, Charging|1\r\n')).toEqual({ charging: true, battery: 100 });
  expect(parsePowerStatus('Online|NoSystemBattery|1\r\n')).toEqual({ charging: true, battery: 100 });
  expect(parsePowerStatus('Unknown|Unknown|2.55\r\n')).toEqual({ charging: undefined, battery: undefined });
  expect(parsePowerStatus('')).toEqual({ charging: undefined, battery: undefined });
});

test('the lowest passive limit of Windows; none where there is no such counter', () => {
  const text =
    '\r\n"(PDH-CSV 4.0)","\\\\PC\\Thermal Zone Information(\\_TZ.TZ00)\\% Passive Limit","\\\\PC\\Thermal Zone Information(\\_TZ.TZ01)\\% Passive Limit"\r\n"11/21/2026 16:57:38.123","100.000000","84.000000"\r\nExiting, please wait...\r\n';
  expect(parsePassiveLimit(text)).toBe(84);
  expect(parsePassiveLimit('Error: No valid counters.\r\n')).toBeUndefined();
});

test('the programs of Windows', () => {
  expect(
    parseTasklist(
      '"System Idle Process","0","Services","0","8 K"\r\n"Steam.exe","9876","Console","1","412,345 K"\r\n',
    ),
  ).toEqual(['system idle process', 'steam.exe']);
});
