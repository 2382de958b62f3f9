// Handing this device over to another browser or program. The key is kept until the coordinator refuses it: a takeover that failed (a warning nobody
// accepted) must not cost the device its place.
import type { CoveyDatabase } from '../database.ts';
import { explainRefusal } from './explain-refusal.ts';
import type { Running } from './running.ts';
import type { HandedOver } from './supervisor-messages.ts';

const inAnotherTab = {
  code: 'wrong-state',
  message: 'This device computes in another tab of this browser.',
  hint: 'Close the other tab, then try again here.',
};

export async function handOverTo(
  to: string,
  running: Running | undefined,
  database: CoveyDatabase,
): Promise<HandedOver> {
  if (!running) return { ok: false, refusal: inAnotherTab };
  const { contribution, device } = running;
  const { settings, deviceName } = contribution.status();
  try {
    const { token, expiresInMs } = await contribution.handover();
    const move = { to, name: deviceName || device.name, until: Date.now() + expiresInMs };
    running.move = move;
    await database.put('move', move, 'self');
    // the turn is kept: another tab would only begin with a key that is about to be replaced
    await contribution.stop({ drain: true });
    return { ok: true, token, settings };
  } catch (error) {
    return { ok: false, refusal: explainRefusal(error) };
  }
}

/** Somebody took it over. Where it went stays known. */
export async function forgetMovedDevice(database: CoveyDatabase): Promise<void> {
  await database.delete('device', 'self');
  await database.clear('outbox');
}
