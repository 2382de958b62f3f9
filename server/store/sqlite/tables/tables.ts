// All tables of one connection.
import type { Database } from '../database.ts';
import { makeInvites, makeSessions } from './access.ts';
import { makeBlobRefs } from './blob-refs.ts';
import { makeExceptions, makeShares } from './chunk-history.ts';
import { makeDevices } from './devices.ts';
import { makeJobs } from './jobs.ts';
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
    invites: makeInvites(db),
    sessions: makeSessions(db),
  };
}
export type Tables = ReturnType<typeof makeTables>;
