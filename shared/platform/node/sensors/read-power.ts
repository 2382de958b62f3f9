// Whether a Linux machine has power from outside and how full its battery is, from /sys/class/power_supply. Every supply is read by its type,
// since their names (AC, ADP1, ACAD, BAT0, CMB1 …) differ from maker to maker.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readings } from '../../../governor/readings.ts';

export type Power = Pick<Readings, 'charging' | 'battery'>;

/** One supply's files by name, without the line's end. */
export type Supply = Partial<Record<'type' | 'scope' | 'online' | 'status' | 'capacity', string>>;

const FILES = ['type', 'scope', 'online', 'status', 'capacity'] as const;

/** Pure. A machine without a battery counts as charging, at 100. */
export function judgeSupplies(supplies: readonly Supply[]): Power {
  // mice and headphones have the scope Device
  const own = supplies.filter(({ scope }) => scope !== 'Device');
  const batteries = own.filter(({ type }) => type === 'Battery');
  const lines = own.filter(({ type, online }) => type !== 'Battery' && online !== undefined);
  const isPlugged = lines.some(({ online }) => online !== '0');
  if (batteries.length === 0) return { charging: true, battery: 100 };
  const levels = batteries
    .map(({ capacity }) => Number(capacity ?? Number.NaN))
    .filter((level) => level >= 0 && level <= 100);
  return {
    charging:
      isPlugged ||
      judgeStatus(
        batteries.map(({ status }) => status),
        lines.length > 0,
      ),
    battery: levels.length === 0 ? undefined : levels.reduce((sum, level) => sum + level, 0) / levels.length,
  };
}

/** By what the batteries say, where no line has power; some machines name no line, or the wrong one. */
function judgeStatus(statuses: readonly (string | undefined)[], hasLines: boolean): boolean | undefined {
  if (statuses.includes('Discharging')) return false;
  if (statuses.includes('Charging')) return true;
  if (hasLines) return false;
  return statuses.some((status) => status === 'Full' || status === 'Not charging') ? true : undefined;
}

/** Unknown where the directory cannot be read. `root` differs only in tests. */
export async function readPower(root = '/sys'): Promise<Power> {
  const base = join(root, 'class/power_supply');
  const names = await readdir(base).catch(() => null);
  if (!names) return { charging: undefined, battery: undefined };
  const supplies = await Promise.all(
    names.map(async (name) => {
      const read = async (file: string) =>
        [file, (await readFile(join(base, name, file), 'utf8').catch(() => undefined))?.trim()] as const;
      return Object.fromEntries(await Promise.all(FILES.map(read))) as Supply;
    }),
  );
  return judgeSupplies(supplies);
}
