// What is said of a try: how much of the job it was, how long it took, and why nothing is shown. Pure.
import { brief, count, counted } from '#lib/words/numbers.ts';
import type { Tried } from './try-here.ts';

/** How many files were chosen, and how many of them were not tried. */
export interface TriedFiles {
  files: number;
  leftOut: number;
}

type Said = Pick<Tried, 'done' | 'count' | 'ms' | 'rounds' | 'isSmaller'>;

export function triedText(
  { done, count: all, ms, rounds, isSmaller }: Said,
  { files, leftOut }: TriedFiles,
): string {
  const time = brief(ms);
  if (done < all) {
    const part = counted(done, 'chunk');
    const whole = count(all);
    if (rounds > 1)
      return `${part} of ${whole} in one round of ${count(rounds)} took ${time} in this browser.`;
    if (isSmaller) return `${part} of ${whole} of a smaller version took ${time} in this browser.`;
    return leftOut > 0
      ? `${part} of ${whole} of the first file took ${time} in this browser.`
      : `${part} of ${whole} took ${time} in this browser.`;
  }
  if (rounds > 1) return `One round of ${count(rounds)} took ${time} in this browser.`;
  if (isSmaller) return `A smaller version of it took ${time} in this browser.`;
  return leftOut > 0
    ? `${counted(files - leftOut, 'file')} of ${count(files)} took ${time} in this browser.`
    : `All of it took ${time} in this browser.`;
}

const UNSHOWN = {
  'too-little': 'Nothing can be shown of so little.',
  'too-large': 'What comes out is too large to be shown here.',
};

export const unshownText = (why: Tried['unshown']): string => (why === null ? '' : UNSHOWN[why]);
