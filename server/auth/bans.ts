// Keys of devices that must not join a swarm again, kept as hashes.
import { randomBytes } from 'node:crypto';
import { CoveyError } from '../../shared/contract/errors.ts';
import type { BanView } from '../../shared/contract/device.ts';
import { type BanId, makeId } from '../../shared/contract/ids.ts';
import type { Change } from '../scheduler/changes.ts';
import type { BanRow } from '../scheduler/people-rows.ts';
import type { DeviceRow, SwarmNumber } from '../scheduler/rows.ts';
import type { Ledger } from './people/ledger.ts';
import { hashSecret } from './secrets.ts';

export interface Bans {
  isBanned(swarm: SwarmNumber, publicKey: string): boolean;
  list(swarm: SwarmNumber): BanView[];
  /** @throws CoveyError `not-found` */
  get(swarm: SwarmNumber, id: string): BanRow;
  /** To be committed. */
  banning(device: DeviceRow, by: string): Change[];
}

/** What a banned device is told, whenever it comes. */
export const bannedError = () =>
  new CoveyError('forbidden', 'this device was banned from the swarm', {
    hint: 'Ask an owner of the swarm to lift the ban.',
  });

/** The same key written in another way (padding, other alphabets) is the same key. */
const hashKey = (publicKey: string) => hashSecret(Buffer.from(publicKey, 'base64url').toString('base64url'));

export function makeBans(ledger: Ledger, utc: () => number): Bans {
  const of = (swarm: SwarmNumber) => [...ledger.now.bans.values()].filter((row) => row.swarm === swarm);
  const find = (swarm: SwarmNumber, keyHash: string) => of(swarm).find((row) => row.keyHash === keyHash);
  return {
    isBanned: (swarm, publicKey) => find(swarm, hashKey(publicKey)) !== undefined,
    list: (swarm) =>
      of(swarm)
        .map(({ id, name, at, by }) => ({ id, name, at, by }))
        .sort((a, b) => b.at - a.at),
    get(swarm, id) {
      const row = ledger.now.bans.get(id as BanId);
      if (!row || row.swarm !== swarm)
        throw new CoveyError('not-found', `there is no ban ${id.slice(0, 60)}`);
      return row;
    },
    banning({ swarm, publicKey, name }, by) {
      const keyHash = hashKey(publicKey);
      if (find(swarm, keyHash)) return [];
      const row: BanRow = { id: makeId('ban', randomBytes(16)), swarm, keyHash, name, by, at: utc() };
      return [{ type: 'banChanged', row }];
    },
  };
}
