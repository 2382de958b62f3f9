// All routes of the contract, put together from their files; each file is handed what it asks for out of one heap.
import { makePersonOf } from '../auth/people/first-person.ts';
import type { Handlers } from './api.ts';
import { type BundleParts, makeDeviceBundleHandlers } from './device-bundle-handlers.ts';
import { type DeviceParts, makeDeviceHandlers } from './device-handlers.ts';
import { type HealthParts, makeHealthHandlers } from './health-handlers.ts';
import { makeJobHandlers } from './job-handlers.ts';
import { makeAgainHandlers } from './jobs/again-handlers.ts';
import { makeEstimateHandler } from './jobs/estimate-handler.ts';
import { makeLookHandlers } from './jobs/look-handlers.ts';
import { makePictureHandlers } from './jobs/picture-handlers.ts';
import type { SubmitParts } from './jobs/submit.ts';
import { type JoinParts, makeJoinHandler } from './join-handler.ts';
import { makeNote } from './note.ts';
import { makePartHandlers, type PartParts } from './part-handlers.ts';
import { makePeopleHandlers, type PeopleParts } from './people/people-handlers.ts';
import { makeSwarmHandlers, type SwarmParts } from './swarm-handlers.ts';
import { makeTlsHandlers, type TlsParts } from './tls-handlers.ts';

type AskedFor = HealthParts & JoinParts & PeopleParts & SwarmParts & DeviceParts & SubmitParts & PartParts;

/** Notes and persons are made here. */
interface AllParts extends Omit<AskedFor, 'note' | 'personOf'> {
  tls: TlsParts;
  deviceBundle: BundleParts;
}

export function makeAllHandlers(given: AllParts): Handlers {
  const parts = {
    ...given,
    note: makeNote(given.audit),
    personOf: makePersonOf(given.access, given.utc),
  };
  return {
    ...makeHealthHandlers(parts),
    ...makeJoinHandler(parts),
    ...makePeopleHandlers(parts),
    ...makeSwarmHandlers(parts),
    ...makeDeviceHandlers(parts),
    ...makeTlsHandlers(parts.tls),
    ...makeDeviceBundleHandlers(parts.deviceBundle),
    ...makeJobHandlers(parts),
    ...makeAgainHandlers(parts),
    ...makeEstimateHandler(parts),
    ...makeLookHandlers(parts),
    ...makePictureHandlers(parts),
    ...makePartHandlers(parts),
  };
}
