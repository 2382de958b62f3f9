// What the big state says: what is happening, with its figure, and why, from the contribution's status. Pure.
import { type DutyReason, sayFigure } from '#shared/contract/duty-reason.ts';
import { UNKNOWN_REASONS } from '#shared/governor/reasons.ts';
import type { ContributionStatus } from '#shared/runtime/contribution-view.ts';
import { stateWords, type Tone } from '#lib/words/device-states.ts';
import { bytes, chunkRate } from '#lib/words/numbers.ts';
import { sentence, within } from '#lib/words/sentence.ts';

export interface Headline {
  tone: Tone;
  /** A small line above the title. */
  over?: string;
  title: string;
  /** A small line below the title that belongs to it: `at 60 %`. */
  under?: string;
  text: string;
}

const RESTING = 'Resting';

/** Why it does not work harder, in fewer words than the contribution's own, since the title says the rest. */
const brakes: Partial<Record<DutyReason, (figure: string) => string>> = {
  working: () => 'Nothing holds it back.',
  'throttled-by-person': () => 'No harder than you allow.',
  'throttled-by-owner': () => 'No harder than the owner allows.',
  'slowed-by-heat': (heat) => (heat === '' ? 'Gently, to stay cool.' : `Gently, to stay cool: ${heat} now.`),
  careful: () => 'Gently, since this device cannot tell how warm it is.',
};

/** Where label and figure side by side would not read well. */
const restTitles: Partial<Record<DutyReason, (figure: string) => string>> = {
  'outside-hours': (time) => (time === '' ? 'Outside your hours' : `Until ${time}`),
  'about-to-resume': (time) => (time === '' ? 'Resuming' : `Resuming in ${time}`),
};

/** `isUnreachable`: the page asked the coordinator and got no answer, which a contribution that just starts does not know yet. */
export function headline(status: ContributionStatus, isUnreachable = false): Headline {
  if (status.connection === 'refused')
    return { tone: 'trouble', title: 'Not admitted', text: sentence(status.sentence) };
  const reason = status.reason === 'starting' && isUnreachable ? 'offline' : status.reason;
  const { tone, label, toPerson = status.sentence } = stateWords[reason];
  const figure = sayFigure(reason, status.figure);
  // Work in hand goes on without the coordinator; the reason then is that of the work.
  const isOffline = status.connection === 'offline';
  const isWorking = tone === 'active' || (isOffline && status.busy > 0 && status.duty > 0);
  if (!isWorking)
    return /^Resting\b/.test(toPerson) ? resting(status, figure) : { tone, title: label, text: toPerson };
  if (status.busy === 0 && status.jobName === '')
    return { tone: 'calm', title: 'Ready', text: stateWords['no-work'].toPerson ?? '' };
  const title = status.jobName === '' ? { title: 'Working' } : { over: 'Working on', title: status.jobName };
  const under = status.duty >= 1 ? 'at full power' : `at ${Math.round(status.duty * 100)} %`;
  if (isOffline)
    return {
      tone: 'active',
      ...title,
      under,
      text: 'The coordinator cannot be reached. What is in hand goes on and is delivered later.',
    };
  return { tone, ...title, under, text: brakes[reason]?.(figure) ?? toPerson };
}

/** The title has the reason and its figure; below it stands what can be done, or what the title leaves out. */
function resting({ reason, sentence: said }: ContributionStatus, figure: string): Headline {
  const { tone, label } = stateWords[reason];
  const title = restTitles[reason]?.(figure) ?? (figure === '' ? label : `${label}, ${figure}`);
  const body = said.replace(/^Resting( until \d+:\d+| a moment longer(, \d+ s)?,)?:?\s*/, '');
  const advice = /^[^.]*\.\s+(.+)$/s.exec(body)?.[1];
  const isSaid = advice !== undefined && !UNKNOWN_REASONS.has(reason);
  return { tone, over: RESTING, title, text: sentence(isSaid ? advice : body) };
}

/** The headline in one line, where there is no room for more. */
export const inOneLine = ({ over, title, under }: Headline) =>
  over === RESTING
    ? `Resting: ${within(title)}`
    : [over, title, under].filter((part) => part !== undefined).join(' ');

/** The number in the middle: bytes where the kernel reads any, chunks elsewhere. */
export function speed(status: ContributionStatus): { value: string; unit: string } {
  if (status.bytesPerSecond > 0) {
    const [value = '', unit = ''] = bytes(status.bytesPerSecond).split(' ');
    return { value, unit: `${unit} per second` };
  }
  return chunkRate(status.rate);
}
