// The same in Chromium as in node/duty.e2e.ts: the CPU time of a throttled compute thread over what it gets unthrottled, for four kernels.
import { expect, test } from 'vitest';
import type { MeasuredKernel } from '../testing/duty/duty-work.ts';
import { heldShare, HOLDS, PATIENCE, WITHIN } from '../testing/duty/held-share.ts';
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
  const share = await heldShare(one, (work) => openChromiumThread(work, chromiumPath), skip);
  expect(Math.abs(share - one[1])).toBeLessThanOrEqual(WITHIN);
});
