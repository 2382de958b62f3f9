// The same in Chromium as in node/duty.e2e.ts: the CPU time of a throttled compute thread over what it gets unthrottled, for four kernels.
import { expect, test } from 'vitest';
import { dutyWork, type MeasuredKernel } from '../testing/duty/duty-work.ts';
import { measureShare } from '../testing/duty/measure-share.ts';
import { openChromiumThread } from '../testing/duty/open-chromium-thread.ts';
import { canReadTasks } from '../testing/duty/task-time.ts';

const chromiumPath = process.env['COVEY_CHROMIUM'];
const kernels = new URL('../../../build/kernels', import.meta.url).pathname;

const cases: [MeasuredKernel, number][] = [
  ['hash', 0.6],
  ['compress', 0.9],
  ['matmul', 0.1],
  ['script', 0.3],
];

test.for(cases)(
  '%s in Chromium at a duty of %d gets that share of the CPU time that it gets unthrottled, within 3 points over 10 s',
  { timeout: 240_000 },
  async ([kernel, duty], { skip }) => {
    if (chromiumPath === undefined) return skip('there is no Chromium: set COVEY_CHROMIUM');
    if (!canReadTasks()) return skip('CPU time of single threads is read from Linux’s /proc');
    const thread = await openChromiumThread(await dutyWork(kernel, kernels), chromiumPath);
    try {
      const measured = await measureShare(thread, duty, { windowMs: 10_000, windows: 3 });
      if ('busy' in measured) return skip(`the machine is too busy: ${measured.busy}`);
      if (process.env['SHOW_FIGURES']) console.log(`${kernel} ${duty}: ${JSON.stringify(measured)}`);
      expect(Math.abs(measured.share - duty)).toBeLessThanOrEqual(0.03);
    } finally {
      await thread.close();
    }
  },
);
