// Which audit rows a search finds: once for every engine, so that capitals of all scripts count the same everywhere.
import type { AuditRow } from '../scheduler/people-rows.ts';

/** Whether the text stands anywhere in what a person can read of the row. No text: every row. */
export function makeSearch(text: string | undefined): (row: AuditRow) => boolean {
  const wanted = text?.trim().toLowerCase() ?? '';
  if (wanted === '') return () => true;
  return ({ actor, target, address, detail }) =>
    [actor, target, address, detail].some((field) => field.toLowerCase().includes(wanted));
}
