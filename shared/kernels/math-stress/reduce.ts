// Writes what each device did in a second of one thread, load by load, into `scores.csv` and `scores.json`. Times are those that the
// devices' supervisors measured, not the compute threads.
import type { OutputFile } from '../../contract/job.ts';
import type { ReduceContext } from '../kernel.ts';
import { eachResult } from '../results/each-result.ts';
import { writeFailed } from '../results/write-failed.ts';
import { LOAD_NAMES, loadOf, loads, type LoadName } from './loads.ts';
import type { StressParams } from './params.ts';

interface Score {
  chunks: number;
  seconds: number;
  /** Rounds and seconds of each load. */
  loads: Map<LoadName, { rounds: number; seconds: number }>;
}

export async function reduce(context: ReduceContext<StressParams>): Promise<OutputFile[]> {
  const { params } = context;
  const scores = new Map<string, Score>();
  for await (const { index, computed } of eachResult(context)) {
    const name = computed?.by ?? 'unknown device';
    const seconds = (computed?.cpuMs ?? 0) / 1000;
    const score = scores.get(name) ?? { chunks: 0, seconds: 0, loads: new Map() };
    scores.set(name, score);
    const load = score.loads.get(loadOf(params, index)) ?? { rounds: 0, seconds: 0 };
    score.loads.set(loadOf(params, index), load);
    score.chunks++;
    score.seconds += seconds;
    load.rounds += params.rounds;
    load.seconds += seconds;
  }

  const rows = [...scores]
    .map(([device, score]) => ({
      device,
      ...Object.fromEntries(LOAD_NAMES.map((name) => [name, millionsPerSecond(score, name)])),
      chunks: score.chunks,
      seconds: Math.round(score.seconds * 1000) / 1000,
    }))
    .toSorted((a, b) => (a.device < b.device ? -1 : 1));
  const units = Object.fromEntries(
    LOAD_NAMES.map((name) => [name, `million ${loads[name].unit} per second of one thread`]),
  );
  const header = `device,${LOAD_NAMES.join(',')},chunks,seconds\n`;
  const lines = rows.map(
    ({ device, ...numbers }) => [quote(device), ...Object.values(numbers)].join(',') + '\n',
  );
  const outputs: OutputFile[] = [];
  for (const [name, text] of [
    ['scores.csv', header + lines.join('')],
    ['scores.json', `${JSON.stringify({ units, devices: rows }, null, 2)}\n`],
  ] as const) {
    const writer = context.create(name);
    await writer.write(new TextEncoder().encode(text));
    outputs.push(await writer.close());
  }
  const failed = context.failed.map((index) => `chunk ${index} (${loadOf(params, index)})`);
  return [...outputs, ...(await writeFailed(context, failed))];
}

/** null: it did none, or its time is not known. */
function millionsPerSecond({ loads: measured }: Score, name: LoadName): number | null {
  const { rounds, seconds } = measured.get(name) ?? { rounds: 0, seconds: 0 };
  return seconds > 0 ? Math.round((rounds * loads[name].amount) / seconds / 1e5) / 10 : null;
}

/** A name in CSV (RFC 4180); one that a spreadsheet would take for a formula is made text. */
function quote(name: string): string {
  const safe = /^[=+\-@\t\r]/.test(name) ? `'${name}` : name;
  return `"${safe.replaceAll('"', '""')}"`;
}
