// What macOS tells without a password: power (`pmset`), its own word for its heat (`notifyutil`), how long nobody has touched it (`ioreg`). It
// shows no program the temperature of an Apple processor.
import type { Pressure, Readings } from '../../../governor/readings.ts';
import { runTool } from './run-tool.ts';

/** `Now drawing from 'Battery Power'` and a line such as `-InternalBattery-0 (id=1)\t95%; discharging; 3:12 remaining`. */
export function parsePmset(text: string): Pick<Readings, 'charging' | 'battery'> {
  const source = /drawing from '([^']+)'/.exec(text)?.[1];
  if (source === undefined) return { charging: undefined, battery: undefined };
  const charging = source === 'AC Power';
  const level = /InternalBattery[^\n]*?(\d{1,3})%/.exec(text)?.[1];
  if (level === undefined) return { charging, battery: charging ? 100 : undefined };
  return { charging, battery: Math.min(100, Number(level)) };
}

/** Levels of OSThermalNotification.h; 4 is sleeping. */
const levels: readonly Pressure[] = ['nominal', 'fair', 'serious', 'critical', 'critical'];

/** `com.apple.system.thermalpressurelevel 2`. */
export function parseThermalLevel(text: string): Pressure | undefined {
  const level = /thermalpressurelevel (\d)\s*$/.exec(text)?.[1];
  return level === undefined ? undefined : levels[Number(level)];
}

/** `"HIDIdleTime" = 123456789` in nanoseconds; seconds. */
export function parseHidIdle(text: string): number | undefined {
  const idle = /"HIDIdleTime"\s*=\s*(\d+)/.exec(text)?.[1];
  return idle === undefined ? undefined : Number(idle) / 1e9;
}

const parsed = <T>(text: string | null, parse: (text: string) => T): T | undefined =>
  text === null ? undefined : parse(text);

export const readMacPower = async (): Promise<Pick<Readings, 'charging' | 'battery'>> =>
  parsed(await runTool('/usr/bin/pmset', ['-g', 'batt']), parsePmset) ?? {
    charging: undefined,
    battery: undefined,
  };

export const readMacThermal = async () =>
  parsed(
    await runTool('/usr/bin/notifyutil', ['-g', 'com.apple.system.thermalpressurelevel']),
    parseThermalLevel,
  );

export const readMacIdle = async () =>
  parsed(await runTool('/usr/sbin/ioreg', ['-c', 'IOHIDSystem', '-d', '4']), parseHidIdle);
