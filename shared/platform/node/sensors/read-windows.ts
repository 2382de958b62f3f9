// What Windows tells without administrator's rights: power (PowerShell), how far heat makes it lower the clock (a performance counter, absent on
// many machines), and which programs run. Its thermal zones are not taken for temperatures: on many machines they never change.
import type { Readings } from '../../../governor/readings.ts';
import { runTool } from './run-tool.ts';

/** `Online|Charging|0.87` of SystemInformation.PowerStatus; a level above 1 means that there is none to read. */
export function parsePowerStatus(text: string): Pick<Readings, 'charging' | 'battery'> {
  const [line = '', status = '', level = ''] = text.trim().split('|');
  const charging = line === 'Online' ? true : line === 'Offline' ? false : undefined;
  if (status.includes('NoSystemBattery')) return { charging: true, battery: 100 };
  const share = Number(level === '' ? Number.NaN : level);
  return { charging, battery: share >= 0 && share <= 1 ? Math.round(share * 100) : undefined };
}

/** The lowest of the counters in what `typeperf -sc 1` prints: a line of names, then `"11/21/2026 16:57:38.123","100.000000",…`. Percent. */
export function parsePassiveLimit(text: string): number | undefined {
  const values = text
    .split(/\r?\n/)
    .filter((line) => /^"\d/.test(line))
    .flatMap((line) => line.split(',').slice(1))
    .map((cell) => cell.replaceAll('"', '').trim())
    .filter((cell) => cell !== '')
    .map(Number)
    .filter((value) => value >= 0 && value <= 100);
  return values.length > 0 ? Math.min(...values) : undefined;
}

/** The names in what `tasklist /fo csv /nh` prints: `"steam.exe","1234","Console","1","12,345 K"`. */
export const parseTasklist = (text: string): string[] =>
  Array.from(text.matchAll(/^"([^"]+)","\d+"/gm), ([, name = '']) => name.toLowerCase());

const POWER =
  'Add-Type -AssemblyName System.Windows.Forms; $p = [System.Windows.Forms.SystemInformation]::PowerStatus; "$($p.PowerLineStatus)|$($p.BatteryChargeStatus)|$($p.BatteryLifePercent)"';

export async function readWindowsPower(): Promise<Pick<Readings, 'charging' | 'battery'>> {
  const text = await runTool('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', POWER]);
  return text === null ? { charging: undefined, battery: undefined } : parsePowerStatus(text);
}

export async function readWindowsLimit(): Promise<number | undefined> {
  const text = await runTool('typeperf.exe', ['\\Thermal Zone Information(*)\\% Passive Limit', '-sc', '1']);
  return text === null ? undefined : parsePassiveLimit(text);
}

export async function readWindowsPrograms(): Promise<string[] | undefined> {
  const text = await runTool('tasklist.exe', ['/fo', 'csv', '/nh']);
  return text === null ? undefined : parseTasklist(text);
}
