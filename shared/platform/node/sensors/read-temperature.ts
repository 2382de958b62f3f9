// How hot a Linux machine's processor is and where its maker's limit lies, from /sys/class/hwmon or, where no processor is among them,
// /sys/class/thermal. Zones of the board (acpitz) are left alone: many show the same number for ever.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readings } from '../../../governor/readings.ts';

export type Temperature = Pick<Readings, 'temperature' | 'criticalTemperature'>;

const PROCESSOR_CHIPS = new Set(['coretemp', 'k10temp', 'zenpower', 'cpu_thermal', 'soc_thermal']);
const PROCESSOR_ZONE = /cpu|soc|pkg/i;
const UNKNOWN: Temperature = { temperature: undefined, criticalTemperature: undefined };

/** Files of one chip or zone by name. */
type Files = ReadonlyMap<string, string>;

const inRange = (value: number, least: number, most: number) =>
  value >= least && value <= most ? value : undefined;
/** Thousandths of a degree. */
const celsius = (text: string | undefined, least: number) =>
  text === undefined ? undefined : inRange(Number(text) / 1000, least, 149);
const known = (values: (number | undefined)[]) => values.filter((value) => value !== undefined);
const judge = (heats: number[], limits: number[]): Temperature => ({
  temperature: heats.length > 0 ? Math.max(...heats) : undefined,
  criticalTemperature: limits.length > 0 ? Math.min(...limits) : undefined,
});

/** Pure: the hottest sensor of the processors' chips. */
export function judgeChips(chips: readonly Files[]): Temperature {
  const processors = chips.filter((files) => PROCESSOR_CHIPS.has(files.get('name') ?? ''));
  const labels = processors.flatMap((files) =>
    [...files].filter(([name]) => name.endsWith('_label')).map(([, label]) => label),
  );
  // Tctl is Tdie with an offset for the fan, up to 27 °C
  const skipsTctl = labels.includes('Tdie');
  const inputs = processors.flatMap((files) =>
    [...files].filter(
      ([name]) =>
        /^temp\d+_input$/.test(name) && !(skipsTctl && files.get(name.replace('input', 'label')) === 'Tctl'),
    ),
  );
  const limits = processors.flatMap((files) => [...files].filter(([name]) => /^temp\d+_crit$/.test(name)));
  return judge(
    known(inputs.map(([, text]) => celsius(text, 1))),
    known(limits.map(([, text]) => celsius(text, 51))),
  );
}

/** Pure: the hottest of the processor's zones. */
export function judgeZones(zones: readonly Files[]): Temperature {
  const processors = zones.filter((files) => PROCESSOR_ZONE.test(files.get('type') ?? ''));
  const limits = processors.flatMap((files) =>
    [...files]
      .filter(([name, text]) => /^trip_point_\d+_type$/.test(name) && text === 'critical')
      .map(([name]) => files.get(name.replace('type', 'temp'))),
  );
  return judge(
    known(processors.map((files) => celsius(files.get('temp'), 1))),
    known(limits.map((text) => celsius(text, 51))),
  );
}

async function readFolders(base: string, isWanted: RegExp): Promise<Files[]> {
  const names = await readdir(base).catch(() => []);
  return await Promise.all(
    names.map(async (name) => {
      const folder = join(base, name);
      const files = (await readdir(folder).catch(() => [])).filter((file) => isWanted.test(file));
      const texts = files.map(async (file) => {
        const text = await readFile(join(folder, file), 'utf8').catch(() => undefined);
        return [file, text?.trim()] as const;
      });
      return new Map(
        (await Promise.all(texts)).filter((pair): pair is readonly [string, string] => pair[1] !== undefined),
      );
    }),
  );
}

/** `root` differs only in tests. */
export async function readTemperature(root = '/sys'): Promise<Temperature> {
  const chips = judgeChips(
    await readFolders(join(root, 'class/hwmon'), /^(name|temp\d+_(input|crit|label))$/),
  );
  if (chips.temperature !== undefined) return chips;
  const zones = await readFolders(join(root, 'class/thermal'), /^(type|temp|trip_point_\d+_(type|temp))$/);
  return zones.length > 0 ? judgeZones(zones) : UNKNOWN;
}
