// Ceasing to be a device of a swarm. Whoever leaves takes its key along into oblivion; whoever was refused keeps it for the next time it joins, for
// good: a ban is of a key, and must hold for a browser that does nothing to get around it.
import type { CoveyDatabase } from '../database.ts';

export async function forgetDevice(database: CoveyDatabase, why: 'left' | 'refused'): Promise<void> {
  const device = await database.get('device', 'self');
  if (device && why === 'refused') await database.put('former', device, 'self');
  await database.delete('device', 'self');
  await database.delete('move', 'self');
  if (why === 'left') await database.delete('lifetime', 'self');
  await database.clear('outbox');
}
