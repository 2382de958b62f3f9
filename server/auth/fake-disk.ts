// What tests of people share: a clock that is moved by hand, and a disk that remembers what it was given and fails when told to.
import type { Change } from '../scheduler/changes.ts';
import type { SwarmRow } from '../scheduler/rows.ts';
import type { StoredAccess } from '../store/store.ts';
import { CoveyError } from '../../shared/contract/errors.ts';
import { makeId } from '../../shared/contract/ids.ts';
import { makeAccess } from './access.ts';

export const OWNER_TOKEN = 'the-token-in-the-data-directory-of-this-test';

export function makeTime(start = 1_700_000_000_000) {
  const time = { now: start };
  return { utc: () => time.now, pass: (ms: number) => void (time.now += ms) };
}

export const nothingStored = (): StoredAccess => ({
  persons: [],
  memberships: [],
  sessions: [],
  passkeys: [],
  tokens: [],
  invitations: [],
  invites: [],
  bans: [],
});

export function makeDisk() {
  const written: Change[] = [];
  const state = { isFull: false };
  return {
    written,
    fill: (isFull: boolean) => void (state.isFull = isFull),
    persist: (changes: readonly Change[]) =>
      state.isFull
        ? Promise.reject(new CoveyError('disk-full', 'there is no room'))
        : Promise.resolve(void written.push(...changes)),
  };
}

const swarm = (number: number, name: string): SwarmRow => ({
  number,
  id: makeId('swm', new Uint8Array(16).fill(number)),
  name,
  state: 'running',
  throttle: 1,
  knocking: false,
});

/** Everything that decides about access, on a fake disk, with two swarms. */
export function makeTestAccess(stored: StoredAccess = nothingStored()) {
  const time = makeTime();
  const disk = makeDisk();
  const swarms = [swarm(1, 'home'), swarm(2, 'school')];
  const { utc } = time;
  const access = makeAccess({
    stored,
    ownerToken: OWNER_TOKEN,
    utc,
    persist: disk.persist,
    swarms: () => swarms,
  });
  return { access, time, disk, swarms };
}

const made = { people: 0 };
/** A person who belongs to a swarm. */
export async function addPerson(
  { ledger }: ReturnType<typeof makeTestAccess>['access'],
  name: string,
  role: 'viewer' | 'operator' | 'owner',
  swarmNumber = 1,
) {
  const row = {
    id: makeId('per', new Uint8Array(16).fill(++made.people)),
    name,
    administrator: false,
    createdAt: made.people,
  };
  await ledger.commit([
    { type: 'personChanged', row },
    { type: 'membershipChanged', row: { person: row.id, swarm: swarmNumber, role, since: made.people } },
  ]);
  return row;
}
