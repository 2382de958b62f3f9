// All tables of one connection.
import type { Database } from '../database.ts';
import { makeBans, makeInvites } from './access.ts';
import { makeAudit } from './audit.ts';
import { makeBlobRefs } from './blob-refs.ts';
import { makeExceptions, makeShares } from './chunk-history.ts';
import { makePasskeys, makeSessions, makeTokens } from './credentials.ts';
import { makeDevices } from './devices.ts';
import { makeJobs } from './jobs.ts';
import { makeInvitations, makeMemberships, makePersons } from './people.ts';
import { makeSegments } from './segments.ts';
import { makeSpans } from './spans.ts';
import { makeSwarms } from './swarms.ts';

export function makeTables(db: Database) {
  const blobRefs = makeBlobRefs(db);
  return {
    blobRefs,
    jobs: makeJobs(db, blobRefs),
    spans: makeSpans(db),
    segments: makeSegments(db),
    exceptions: makeExceptions(db),
    shares: makeShares(db),
    devices: makeDevices(db),
    swarms: makeSwarms(db),
    persons: makePersons(db),
    memberships: makeMemberships(db),
    sessions: makeSessions(db),
    passkeys: makePasskeys(db),
    tokens: makeTokens(db),
    invitations: makeInvitations(db),
    invites: makeInvites(db),
    bans: makeBans(db),
    audit: makeAudit(db),
  };
}
export type Tables = ReturnType<typeof makeTables>;
