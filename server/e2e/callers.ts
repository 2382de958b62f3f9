// Everybody who may ask a coordinator something, made real: what each of them sends along.
import { vi } from 'vitest';
import { type Caller, isScopeCaller } from './access-matrix.ts';
import { makeToken, type Sent, signInAs } from './people.ts';
import type { SharedCoordinator } from './use-coordinator.ts';

/** What somebody sends along. */
export async function become(coordinator: SharedCoordinator, caller: Caller): Promise<Sent> {
  const scope = isScopeCaller(caller);
  if (scope) return await makeToken(coordinator, await signInAs(coordinator, 'owner'), [scope]);
  switch (caller) {
    case 'viewer':
    case 'operator':
    case 'owner':
      return await signInAs(coordinator, caller);
    case 'wrong token':
      return { authorization: `Bearer covey_${'A'.repeat(43)}` };
    case 'this computer':
      return { authorization: `Bearer ${await coordinator.ownerToken()}` };
    case 'device': {
      const welcome = await (await coordinator.connect()).hello();
      if (!welcome.ok) throw new Error(welcome.error.message);
      return { authorization: `Bearer ${welcome.value.blobToken}` };
    }
    case 'signed out': {
      const sent = await signInAs(coordinator, 'owner');
      await coordinator.api('DELETE', '/api/session', undefined, sent);
      return sent;
    }
    case 'expired session': {
      const sent = await signInAs(coordinator, 'owner');
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 13 * 3_600_000 });
      // whoever shows it then ends it
      await coordinator.api('GET', '/api/jobs', undefined, sent);
      vi.useRealTimers();
      return sent;
    }
    default:
      return {};
  }
}
