// Devices that joined. Presence is not kept: a device's row changes when something about it does, not because it is there.
import type { DeviceRow } from '../../../scheduler/rows.ts';
import type { Database } from '../database.ts';
import { named } from './encoding.ts';

const columns = {
  number: 'number',
  id: 'id',
  swarm: 'swarm',
  name: 'name',
  publicKey: 'public_key',
  algorithm: 'algorithm',
  enabled: 'enabled',
  approved: 'approved',
  throttle: 'throttle',
  quarantine: 'quarantine',
  proven: 'proven',
  chunksDone: 'chunks_done',
  cpuSeconds: 'cpu_seconds',
  joinedAt: 'joined_at',
  lastSeenAt: 'last_seen_at',
  capabilities: 'capabilities',
} as const satisfies Record<keyof DeviceRow, string>;
const { selected, inserted, assigned } = named(columns);

type Stored = Omit<DeviceRow, 'enabled' | 'approved' | 'capabilities'> & {
  enabled: number;
  approved: number;
  capabilities: string;
};

const encode = (row: DeviceRow): Stored => ({
  ...row,
  enabled: row.enabled ? 1 : 0,
  approved: row.approved ? 1 : 0,
  capabilities: JSON.stringify(row.capabilities),
});
const decode = (row: Stored): DeviceRow => ({
  ...row,
  enabled: row.enabled === 1,
  approved: row.approved === 1,
  capabilities: JSON.parse(row.capabilities) as DeviceRow['capabilities'],
});

export function makeDevices(db: Database) {
  return {
    add(row: DeviceRow): void {
      db.sql(`INSERT INTO device ${inserted}`).run({ ...encode(row) });
      db.sql('UPDATE meta SET next_device = max(next_device, ? + 1)').run(row.number);
    },
    change(row: DeviceRow): void {
      const { changes } = db
        .sql(`UPDATE device SET ${assigned} WHERE number = :number`)
        .run({ ...encode(row) });
      if (changes !== 1) throw new Error(`there is no device ${row.number} to change`);
    },
    remove: (number: number): void => void db.sql('DELETE FROM device WHERE number = ?').run(number),
    list: (): DeviceRow[] =>
      db.sql<Stored>(`SELECT ${selected} FROM device ORDER BY number`).all().map(decode),
  };
}
