// Forgets what is over: sessions, tokens and invitations that opened nothing any more, devices that waited at the door and went away, and
// all but the newest lines of the audit log. None of it decides anything: whatever has expired is refused without it.
import type { AuditLog } from '../auth/audit/audit-log.ts';
import type { Coordinator } from '../coordinator.ts';
import type { Log } from '../observe/log.ts';
import type { Change } from '../scheduler/changes.ts';
import { type Expiring, findExpired, findGivenUp } from './find-old.ts';
import { repeat, type Repeated } from './repeat.ts';

export const AUDIT_ROWS = 50_000;
const EVERY_MS = 60_000;
const PRUNE_EVERY_MS = 3_600_000;

interface Parts {
  coordinator: () => Pick<Coordinator, 'isRunning' | 'scheduler' | 'dispatch'>;
  expiring(): Expiring;
  /** Forgets in memory and on disk, at once or not at all. */
  commit(changes: readonly Change[]): Promise<void>;
  audit: Pick<AuditLog, 'done'>;
  utc(): number;
  log: Log;
}

export function makeForgetting({
  coordinator,
  expiring,
  commit,
  audit,
  utc,
  log,
}: Parts): Repeated<Change[]> {
  let prunedAt = -Infinity;

  async function forget(): Promise<Change[]> {
    if (!coordinator().isRunning()) return [];
    const now = utc();
    const changes = findExpired(expiring(), now);
    for (const { number, row } of findGivenUp(coordinator().scheduler.state.devices.values(), now)) {
      coordinator().dispatch({ type: 'deviceForgotten', device: number });
      changes.push(
        audit.done({
          action: 'device-forgotten',
          swarm: row.swarm,
          actor: 'the coordinator',
          target: row.name,
          detail: 'It waited for approval and went away.',
        }),
      );
    }
    const prunes = now - prunedAt >= PRUNE_EVERY_MS;
    if (prunes) changes.push({ type: 'auditPruned', keep: AUDIT_ROWS });
    if (changes.length > 0) await commit(changes);
    if (prunes) prunedAt = now;
    return changes;
  }

  return repeat(forget, { everyMs: EVERY_MS, what: 'forget what is over', log });
}
