// Lines about refusals, few enough that nobody can fill the log with them: one a minute for each kind and address, with how often since the last.
import { addressGroup } from '../../auth/client-address.ts';
import type { Log } from '../../observe/log.ts';

const AGAIN_MS = 60_000;
const KEPT = 1_000;

export function makeRefusalLog(log: Log, now: () => number = () => performance.now()) {
  const last = new Map<string, { at: number; since: number }>();
  return (kind: string, from: string, what: string, facts: Record<string, unknown>): void => {
    const key = `${addressGroup(from)} ${kind}`;
    const known = last.get(key);
    if (known && now() - known.at < AGAIN_MS) return void known.since++;
    last.delete(key);
    last.set(key, { at: now(), since: 0 });
    const [oldest] = last.keys();
    if (last.size > KEPT && oldest !== undefined) last.delete(oldest);
    log('warn', what, { from, ...facts, ...(known && { since: known.since }) });
  };
}
