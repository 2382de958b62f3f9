// Asks who is at this browser, before anything else of the app is needed. Somebody who did not sign in, which is whoever only lends a device, is told
// apart here; the contract's parser, a sixth of what a phone would load first, comes for people of a swarm alone.
import type { SessionInfo } from '#shared/contract/people.ts';
import { isNobody, SESSION_PATH } from '#shared/contract/roles.ts';
import { type Outcome, unreachable } from './outcome.ts';

const TIMEOUT_MS = 60_000;

export const nobody: SessionInfo = { person: null, role: null, swarmId: null, swarms: [] };

export async function askWho(): Promise<Outcome<SessionInfo>> {
  try {
    const answer = await fetch(SESSION_PATH, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await answer.text();
    if (answer.ok && saysNobody(text)) return { ok: true, value: nobody };
    const { readSession } = await import('./ask.ts');
    return await readSession(new Response(text, { status: answer.status, statusText: answer.statusText }));
  } catch {
    return { ok: false, problem: unreachable };
  }
}

function saysNobody(text: string): boolean {
  try {
    return isNobody(JSON.parse(text));
  } catch {
    return false;
  }
}
