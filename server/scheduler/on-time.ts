// What time brings about. Every timer is looked at again when it is due: it may mean nothing any more, or be too early.
import { askForWork } from './demand.ts';
import { settle } from './ending.ts';
import { GRACE_MS } from '../../shared/contract/device-messages.ts';
import { blameCrash, checkSilence, releaseDevice, TAKE_BACK_MS } from './lease.ts';
import type { Device, Turn } from './swarm-state.ts';
import { type Timer, takeDue } from './timers.ts';

export function onTime(turn: Turn): void {
  for (let timer = takeDue(turn.state.timers, turn.now); timer; timer = takeDue(turn.state.timers, turn.now))
    onDue(turn, timer);
}

function onDue(turn: Turn, { kind, of }: Timer): void {
  const { state } = turn;
  const device = state.devices.get(of as Device['row']['number']);
  switch (kind) {
    case 'silence':
      if (device) checkSilence(turn, device);
      return;
    case 'grace':
      if (device) onGraceOver(turn, device);
      return;
    case 'reclaim':
      if (device && (!device.row.enabled || device.swarm.row.state === 'stopped'))
        releaseDevice(turn, device);
      return;
    case 'rest':
      if (!device || turn.now < device.restUntil) return;
      device.resting = false;
      return askForWork(turn, device);
    case 'takeBack': {
      const lease = state.leases.get(of);
      if (!lease?.asked) return;
      // No answer is no release: the chunks stay where they are.
      lease.asked = false;
      lease.nextAskAt = turn.now + TAKE_BACK_MS;
      state.restless.add(lease.device.swarm);
      return;
    }
    case 'balance':
    case 'stuck': {
      const swarm = state.swarms.get(of);
      if (swarm && kind === 'balance') swarm.balanceTimed = false;
      if (swarm) state.restless.add(swarm);
      return;
    }
    case 'hush':
      for (const one of state.devices.values()) askForWork(turn, one);
      return;
    case 'alone':
      // Results that wait are looked at after every event.
      return;
  }
}

/** It did not come back: what it held is free, and what it was running may be to blame [L4][L6]. */
function onGraceOver(turn: Turn, device: Device): void {
  if (device.connected || device.vanishedAt < 0 || turn.now - device.vanishedAt < GRACE_MS) return;
  device.vanishedAt = -1;
  releaseDevice(turn, device);
  for (const job of blameCrash(turn, device, () => false)) settle(turn, job);
}
