// The same in Chromium as in node/duty.e2e.ts: the CPU time of a throttled compute thread over what it gets unthrottled, for four kernels.
import { expect, test } from 'vitest';
import type { MeasuredKernel } from '../testing/duty/duty-work.ts';
import { HOLDS, offDuty, PATIENCE, WITHIN } from '../testing/duty/off-duty.ts';
import { openChromiumThread } from '../testing/duty/open-chromium-thread.ts';

const chromiumPath = process.env['COVEY_CHROMIUM'];

const cases: [MeasuredKernel, number][] = [
  ['hash', 0.6],
  ['compress', 0.9],
  ['matmul', 0.1],
  ['script', 0.3],
];

test.for(cases)(`%s in Chromium at a duty of %d ${HOLDS}`, PATIENCE, async (one, { skip }) => {
  if (chromiumPath === undefined) return skip('there is no Chromium: set COVEY_CHROMIUM');
  const off = await offDuty(one, (work) => openChromiumThread(work, chromiumPath), skip);
  expect(off).toBeLessThanOrEqual(WITHIN);
});
