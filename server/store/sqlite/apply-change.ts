// One change, as SQL. What it says about the world is checked first (check-change.ts), what the tables can check they check too.
import type { Change } from '../../scheduler/changes.ts';
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
    case 'inviteChanged':
      return tables.invites.set(change.row);
    case 'sessionChanged':
      return tables.sessions.set(change.row);
    case 'sessionRemoved':
      return tables.sessions.remove(change.hash);
  }
}
