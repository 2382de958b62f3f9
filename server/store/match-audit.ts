// Which audit rows a search finds, and which may crowd out others: once for every engine, so that both say the same, in all scripts.
import type { AuditAction } from '../../shared/contract/audit.ts';
import type { AuditRow } from '../scheduler/people-rows.ts';

/** What devices and strangers bring about by themselves, as often as they like: at most half of what is kept, as every refusal. */
export const CROWDING_ACTIONS: readonly AuditAction[] = [
  'device-joined',
  'device-waiting',
  'device-left',
  'device-moved',
  'device-forgotten',
];
export const isCrowding = ({ outcome, action }: AuditRow) =>
  outcome === 'refused' || CROWDING_ACTIONS.includes(action);
/** Of `keep` rows. */
export const mostCrowding = (keep: number) => Math.ceil(keep / 2);

/** Whether the text stands anywhere in what a person can read of the row. No text: every row. */
export function makeSearch(text: string | undefined): (row: AuditRow) => boolean {
  const wanted = text?.trim().toLowerCase() ?? '';
  if (wanted === '') return () => true;
  return ({ actor, target, address, detail }) =>
    [actor, target, address, detail].some((field) => field.toLowerCase().includes(wanted));
}
