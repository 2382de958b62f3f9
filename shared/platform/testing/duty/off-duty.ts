// What the tests of a throttled thread have in common, on any runtime: how long they measure, how near they must be, and when a machine cannot tell.
import { dutyWork, type DutyWork, type MeasuredKernel } from './duty-work.ts';
import { measureShare } from './measure-share.ts';
import type { MeasuredThread } from './open-node-thread.ts';
import { canReadTasks } from './task-time.ts';

const kernels = new URL('../../../../build/kernels', import.meta.url).pathname;

export const HOLDS = 'gets that share of the CPU time that it gets unthrottled, within 3 points over 10 s';
export const WITHIN = 0.03;
export const PATIENCE = { timeout: 240_000 };

/** How far from its duty is the share of its unthrottled CPU time that a thread gets. Where the machine cannot tell, the test ends with the reason. */
export async function offDuty(
  [kernel, duty]: [MeasuredKernel, number],
  open: (work: DutyWork) => Promise<MeasuredThread>,
  skip: (reason: string) => never,
): Promise<number> {
  if (!canReadTasks()) return skip('CPU time of single threads is read from Linux’s /proc');
  const thread = await open(await dutyWork(kernel, kernels));
  try {
    const measured = await measureShare(thread, duty, { windowMs: 10_000, windows: 3 });
    if ('busy' in measured) return skip(`the machine is too busy: ${measured.busy}`);
    console.log(`${kernel} at a duty of ${duty}: ${measured.share.toFixed(3)}`);
    return Math.abs(measured.share - duty);
  } finally {
    await thread.close();
  }
}
