// What Covey keeps in a browser: one IndexedDB database, opened here and nowhere else. A new version adds stores in `upgrade`.
// IndexedDB is there on plain http too; nothing else that lasts is.
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { DeviceId, ServerId } from '../../contract/ids.ts';

/** Who this browser is to its coordinator. The private half of `key` never leaves the database on a secure origin. */
export interface StoredDevice {
  deviceId: DeviceId;
  name: string;
  serverId: ServerId;
  swarmName: string;
  key: StoredKey;
  /** base64url of the raw public key; devices that joined long ago did not keep it. */
  publicKey?: string;
  joinedAt: number;
}

export type StoredKey =
  { algorithm: 'p256'; privateKey: CryptoKey } | { algorithm: 'ed25519'; secret: Uint8Array };

/** Another origin of this browser was given a token to take over as this device. Whether it did shows when the coordinator is asked. */
export interface StoredMove {
  /** The origin that took over. */
  to: string;
  /** What the device was called, for people. */
  name: string;
  /** Until then the token is good. UTC ms. */
  until: number;
}

/** What this browser gave in its life as the device. */
export interface StoredLifetime {
  deviceId: DeviceId;
  /** UTC ms: when the first was counted. */
  since: number;
  chunks: number;
  cpuSeconds: number;
  /** Of input read. */
  bytes: number;
}

/** A packed batch that waits to be acknowledged. `format` is the layout of this record, `deviceId` who computed it. */
export interface StoredOutboxEntry {
  format: 1;
  deviceId: DeviceId;
  job: number;
  generation: number;
  batch: Uint8Array;
}

interface CoveySchema extends DBSchema {
  device: { key: 'self'; value: StoredDevice };
  /** Who it was when a coordinator refused it: with the same key it stays the same device, and a ban holds. */
  former: { key: 'self'; value: StoredDevice };
  /** In the format of its time; kept-settings.ts reads it. */
  settings: { key: 'person'; value: unknown };
  move: { key: 'self'; value: StoredMove };
  lifetime: { key: 'self'; value: StoredLifetime };
  outbox: { key: number; value: StoredOutboxEntry };
  /** Which tab contributes, where the browser has no locks. */
  turn: { key: 'contributing'; value: { tab: string; until: number } };
}

export type CoveyDatabase = IDBPDatabase<CoveySchema>;

const VERSION = 4;

/** `name` differs only in tests. */
export function openCoveyDatabase(name = 'covey'): Promise<CoveyDatabase> {
  return openDB<CoveySchema>(name, VERSION, {
    upgrade(database, from) {
      if (from < 1) {
        database.createObjectStore('device');
        database.createObjectStore('settings');
        database.createObjectStore('outbox', { autoIncrement: true });
        database.createObjectStore('turn');
      }
      if (from < 2) database.createObjectStore('move');
      if (from < 3) database.createObjectStore('former');
      if (from < 4) database.createObjectStore('lifetime');
    },
    // Another tab with a newer Covey waits for this one to let go; it opens again at the next use.
    blocking(_current, _blocked, event) {
      if (event.target instanceof IDBDatabase) event.target.close();
    },
  });
}
