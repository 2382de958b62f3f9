// What is said of a job's time before it is submitted. Pure.
import { capital } from '#lib/words/sentence.ts';
import { about, counted } from '#lib/words/numbers.ts';
import type { JobEstimate } from '#shared/contract/job.ts';

/** `ahead`: jobs that the devices are busy with already. */
export function estimateText({ chunks, rounds, seconds, devices }: JobEstimate, ahead: number): string {
  if (chunks === null)
    return devices === 0
      ? 'How it is cut shows once the files are there. No device that can compute it is ready just now; it begins when one is.'
      : 'How it is cut, and how long it takes, shows once the files are there.';
  const inOne = counted(chunks, 'chunk');
  const pieces = rounds > 1 ? `${counted(rounds, 'round')} of ${inOne}` : inOne;
  if (devices === 0)
    return `${pieces}. No device that can compute it is ready just now; it begins when one is.`;
  if (seconds === null) return `${pieces}. No time can be told: none of the devices has computed this yet.`;
  const time = about(seconds);
  const on = counted(devices, 'device');
  const others =
    ahead === 0 ? '' : ` ${counted(ahead, 'other job')} ${ahead === 1 ? 'competes' : 'compete'} with it.`;
  return `${capital(time)} on ${on}, ${pieces}, if it goes like before.${others}`;
}
