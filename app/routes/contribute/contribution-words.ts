// What the big state says: a headline and one sentence, from the contribution's status. Pure.
import type { ContributionStatus } from '#shared/runtime/contribution-view.ts';
import { stateWords, type Tone } from '#lib/words/device-states.ts';
import { bytes, rate } from '#lib/words/numbers.ts';
import { sentence } from '#lib/words/sentence.ts';

export interface Headline {
  tone: Tone;
  /** A small line above the title. */
  over?: string;
  title: string;
  text: string;
}

/** `isUnreachable`: the page asked the coordinator and got no answer, which a contribution that just starts does not know yet. */
export function headline(status: ContributionStatus, isUnreachable = false): Headline {
  if (status.connection === 'refused')
    return { tone: 'trouble', title: 'Not admitted', text: sentence(status.sentence) };
  const reason = status.reason === 'starting' && isUnreachable ? 'offline' : status.reason;
  const { tone, label, toPerson = status.sentence } = stateWords[reason];
  // Work in hand goes on without the coordinator; the reason then is that of the work.
  const isWorking =
    tone === 'active' || (status.connection === 'offline' && status.busy > 0 && status.duty > 0);
  if (!isWorking) {
    const resting = /^Resting: (.*)$/.exec(toPerson)?.[1];
    if (resting !== undefined) return { tone, title: 'Resting', text: sentence(resting) };
    return { tone, title: label, text: toPerson };
  }
  if (status.busy === 0 && status.jobName === '')
    return { tone: 'calm', title: 'Ready', text: stateWords['no-work'].toPerson ?? '' };
  const title = status.jobName === '' ? { title: 'Working' } : { over: 'Working on', title: status.jobName };
  if (status.connection === 'offline')
    return {
      tone: 'active',
      ...title,
      text: 'The coordinator cannot be reached. What is in hand goes on and is delivered later.',
    };
  return { tone, ...title, text: status.reason === 'working' ? 'At full power.' : toPerson };
}

/** The number in the middle: bytes where the kernel reads any, chunks elsewhere. */
export function speed(status: ContributionStatus): { value: string; unit: string } {
  if (status.bytesPerSecond > 0) {
    const [value = '', unit = ''] = bytes(status.bytesPerSecond).split(' ');
    return { value, unit: `${unit} per second` };
  }
  const { value, unit } = rate(status.rate);
  return { value, unit: `chunks ${unit}` };
}
