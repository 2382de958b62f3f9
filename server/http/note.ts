// One line of the audit log from a request that was carried out, to be committed with what it did.
import type { AuditLog } from '../auth/audit/audit-log.ts';
import type { Principal } from '../auth/principal.ts';
import type { Change } from '../scheduler/changes.ts';
import type { SwarmNumber } from '../scheduler/rows.ts';
import type { AuditAction } from '../../shared/contract/audit.ts';
import type { Channel } from './channel.ts';

/** Whatever of a request says who did it, and from where. */
export interface Asked {
  who: Principal | null;
  swarm: SwarmNumber | null;
  channel: Channel;
}

export type Note = (asked: Asked, action: AuditAction, target?: string, detail?: string) => Change;

export const makeNote =
  (audit: AuditLog): Note =>
  ({ who, swarm, channel }, action, target = '', detail = '') =>
    audit.done({ action, swarm, actor: who?.name ?? 'somebody', target, address: channel.address, detail });

/** `{ throttle: 0.5, name: undefined }` becomes “throttle 0.5”. */
export const describeChange = (change: Record<string, unknown>) =>
  Object.entries(change)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
    .join(', ');
