// What share of its CPU time a throttled thread really gets, for four kernels at four duties on Node and in Chromium: `npm run bench -- duty`. About half an hour.
import { findChromium } from '../tooling/find-chromium.ts';
import { type BenchRow, benchRow } from '../testing/bench-row.ts';
import { dutyWork, type DutyWork, MEASURED_KERNELS } from './testing/duty/duty-work.ts';
import { measureShare } from './testing/duty/measure-share.ts';
import { openChromiumThread } from './testing/duty/open-chromium-thread.ts';
import { type MeasuredThread, openNodeThread } from './testing/duty/open-node-thread.ts';
import { canReadTasks } from './testing/duty/task-time.ts';

export const name = 'duty';

const DUTIES = [0.1, 0.3, 0.6, 0.9];
const kernels = new URL('../../build/kernels', import.meta.url).pathname;
const say = (text: string) => process.stderr.write(`bench: ${text}\n`);

async function measureAll(
  where: string,
  open: (work: DutyWork) => Promise<MeasuredThread>,
): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const kernel of MEASURED_KERNELS) {
    const thread = await open(await dutyWork(kernel, kernels));
    try {
      for (const duty of DUTIES) {
        const measured = await measureShare(thread, duty, { windowMs: 10_000, windows: 3 });
        const what = `duty ${kernel} ${where} at ${Math.round(duty * 100)} %`;
        if ('busy' in measured) {
          say(`${what}: not measured, ${measured.busy}`);
          continue;
        }
        say(`${what}: ${(100 * measured.share).toFixed(1)} %`);
        const shares = measured.windows.map((share) => 100 * share);
        rows.push(benchRow(what, '%', shares));
      }
    } finally {
      await thread.close();
    }
  }
  return rows;
}

export async function run(): Promise<BenchRow[]> {
  if (!canReadTasks()) throw new Error('CPU time of single threads is read from Linux’s /proc');
  const chromium = process.env['COVEY_CHROMIUM'] ?? (await findChromium());
  if (!chromium) say('no Chromium was found: set COVEY_CHROMIUM; measuring Node only');
  return [
    ...(await measureAll('on Node', openNodeThread)),
    ...(chromium ? await measureAll('in Chromium', (work) => openChromiumThread(work, chromium)) : []),
  ];
}
