// Keeps refusals from flooding the audit log: the first of an address and action in a swarm within a minute is written at once, those after it
// become one line when the minute is over. Beyond a hundred such in a minute all others share one line, which concerns no swarm alone.
import { addressGroup } from '../client-address.ts';
import type { AuditRow } from '../../scheduler/people-rows.ts';

const WINDOW_MS = 60_000;
const MOST_WINDOWS = 100;

interface Window {
  row: AuditRow;
  since: number;
  more: number;
}

export interface RefusalCounter {
  /** The row to write now, or null when it was counted. */
  count(row: AuditRow): AuditRow | null;
  /** Lines of the minutes that are over; with `all` of every one. */
  due(now: number, all?: boolean): AuditRow[];
}

export function makeRefusalCounter(): RefusalCounter {
  const windows = new Map<string, Window>();
  return {
    count(row) {
      const own = `${addressGroup(row.address)} ${row.action} ${row.swarm}`;
      const isFull = !windows.has(own) && windows.size >= MOST_WINDOWS;
      const key = isFull ? 'others' : own;
      const open = windows.get(key);
      if (open) {
        open.more++;
        return null;
      }
      const first = isFull
        ? { ...row, swarm: null, actor: 'somebody', address: 'many addresses', detail: '', target: '' }
        : row;
      windows.set(key, { row: first, since: row.at, more: 0 });
      return first;
    },
    due(now, all = false) {
      const rows: AuditRow[] = [];
      for (const [key, { row, since, more }] of windows) {
        if (!all && now - since < WINDOW_MS) continue;
        windows.delete(key);
        if (more > 0)
          rows.push({ ...row, at: now, detail: `${more} more like the one before, within a minute` });
      }
      return rows;
    },
  };
}
