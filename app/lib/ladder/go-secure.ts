// Takes this browser to another origin of the coordinator. A device goes as the same device, by a one-time token; anybody else just goes.
import type { ContributionScreen } from '#lib/contribution/contribution.svelte.ts';
import type { Refusal } from '#shared/platform/browser/supervisor/supervisor-messages.ts';
import { leaveMark, makeMark, writeHandover } from './handover-link.ts';

/** Nothing computes here while the browser leaves; if it never does, the page starts over. */
const STUCK_MS = 20_000;

/** Who goes before that is known would leave the device behind. */
const stillOpening: Refusal = {
  code: 'wrong-state',
  message: 'This page does not know yet whether the browser is a device.',
  hint: 'Close other tabs of Covey in this browser, then try again.',
};

export interface Journey {
  to: string;
  /** Whether a warning waits there: then the way back must lead here again. */
  warns: boolean;
  /** Where somebody goes who is no device. */
  path?: string;
}

/** Answers only when it stays: why. */
export async function goSecure(
  contribution: Pick<ContributionScreen, 'state' | 'handOver' | 'untilConnected'>,
  { to, warns, path = '/contribute' }: Journey,
): Promise<Refusal | null> {
  await contribution.untilConnected();
  if (contribution.state.phase === 'opening') return stillOpening;
  const go = (url: string) => (warns ? location.assign(url) : location.replace(url));
  if (contribution.state.phase !== 'contributing') {
    go(to + path);
    return null;
  }
  const outcome = await contribution.handOver(to);
  if (!outcome.ok) return outcome.refusal;
  const mark = makeMark();
  leaveMark(document, mark);
  // who comes back (the warning looked too grim) finds a page that begins anew, with the key that is still good
  addEventListener('pageshow', (event) => event.persisted && location.reload(), { once: true });
  setTimeout(() => location.reload(), STUCK_MS);
  go(writeHandover(to, outcome.token, mark, outcome.settings));
  return null;
}
