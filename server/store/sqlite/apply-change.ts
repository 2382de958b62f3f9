// One change, as SQL. What it says about the world is checked first (check-change.ts), what the tables can check they check too.
import type { Change, PeopleChange } from '../../scheduler/changes.ts';
import { checkChange } from '../check-change.ts';
import type { Tables } from './tables/tables.ts';

/** Call inside a writing transaction. @throws when the change contradicts what is stored; the transaction must then be undone. */
export function applyChange(tables: Tables, change: Change, epoch: number): void {
  checkChange(change);
  switch (change.type) {
    case 'segmentAdded':
      tables.segments.add(change, epoch);
      return tables.blobRefs.add(change.job, 'result', change.parts);
    case 'spanChanged':
      return tables.spans.change(change.row);
    case 'jobAdded':
      return tables.jobs.add(change.row, change.payload);
    case 'jobChanged':
      return tables.jobs.change(change.row);
    case 'jobIndexed':
      return tables.jobs.index(change.job, change.index);
    case 'jobRemoved':
      return tables.jobs.remove(change.job);
    case 'exceptionChanged':
      return tables.exceptions.set(change.row);
    case 'shareChanged':
      return tables.shares.set(change.row);
    case 'deviceAdded':
      return tables.devices.add(change.row);
    case 'deviceChanged':
      return tables.devices.change(change.row);
    case 'deviceRemoved':
      return tables.devices.remove(change.device);
    case 'swarmChanged':
      return tables.swarms.set(change.row);
    default:
      return applyPeopleChange(tables, change);
  }
}

function applyPeopleChange(tables: Tables, change: PeopleChange): void {
  switch (change.type) {
    case 'personChanged':
      return tables.persons.set(change.row);
    case 'personRemoved':
      return tables.persons.remove(change.person);
    case 'membershipChanged':
      return tables.memberships.set(change.row);
    case 'membershipRemoved':
      return tables.memberships.remove(change.person, change.swarm);
    case 'sessionChanged':
      return tables.sessions.set(change.row);
    case 'sessionRemoved':
      return tables.sessions.remove(change.id);
    case 'passkeyChanged':
      return tables.passkeys.set(change.row);
    case 'passkeyRemoved':
      return tables.passkeys.remove(change.id);
    case 'tokenChanged':
      return tables.tokens.set(change.row);
    case 'tokenRemoved':
      return tables.tokens.remove(change.id);
    case 'invitationChanged':
      return tables.invitations.set(change.row);
    case 'invitationRemoved':
      return tables.invitations.remove(change.id);
    case 'inviteChanged':
      return tables.invites.set(change.row);
    case 'inviteRemoved':
      return tables.invites.remove(change.id);
    case 'banChanged':
      return tables.bans.set(change.row);
    case 'banRemoved':
      return tables.bans.remove(change.id);
    case 'audited':
      return tables.audit.add(change.row);
    case 'auditPruned':
      return tables.audit.prune(change.keep);
  }
}
