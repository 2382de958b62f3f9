// The way in that the join panel shows. Its code and link are told only when it is made, so they are kept for this browser
// session; a new one is made when it has run out, while somebody looks.
import { createContext } from 'svelte';
import type * as z from 'zod/mini';
import { NewInvite } from '#shared/contract/http-api.ts';
import { ask, type Outcome, type Problem } from './ask.ts';
import { forgetInvite, INVITE_KEPT_AS } from './kept-swarm.ts';

/** One that is about to run out is not worth showing. */
const ENOUGH_MS = 20_000;

export class Invite {
  current: NewInvite | undefined = $state.raw();
  problem: Problem | undefined = $state.raw();
  isMaking = $state(false);
  /** Whether devices that come in by the next one wait for approval. */
  asksFirst = $state(false);

  constructor() {
    const kept = NewInvite.safeParse(readJson(sessionStorage.getItem(INVITE_KEPT_AS)));
    if (!kept.success || !isGood(kept.data)) return;
    this.current = kept.data;
    this.asksFirst = kept.data.approve;
  }

  /** Shows the present one if it is still good, else makes one. */
  async ensure(): Promise<void> {
    if (this.isMaking || (this.current && isGood(this.current))) return;
    await this.make();
  }

  async make(asksFirst = this.asksFirst): Promise<void> {
    this.asksFirst = asksFirst;
    this.isMaking = true;
    const old = this.current;
    const made = await ask('createInvite', { body: { approve: asksFirst } });
    this.#take(made);
    this.isMaking = false;
    if (made.ok && old) await ask('revokeInvite', { path: { id: old.id } });
  }

  async revoke(): Promise<void> {
    const old = this.current;
    this.current = undefined;
    forgetInvite();
    if (!old) return;
    const gone = await ask('revokeInvite', { path: { id: old.id } });
    this.problem = gone.ok ? undefined : gone.problem;
  }

  /** How many uses are left changes whenever a device joins. */
  async recount(): Promise<void> {
    const { current } = this;
    if (!current) return;
    const all = await ask('invites');
    if (!all.ok || this.current !== current) return;
    const now = all.value.find((invite) => invite.id === current.id);
    if (now) this.current = { ...current, ...now };
  }

  #take(made: Outcome<NewInvite>): void {
    this.problem = made.ok ? undefined : made.problem;
    if (!made.ok) return;
    this.current = made.value;
    sessionStorage.setItem(INVITE_KEPT_AS, JSON.stringify(made.value));
  }
}

const isGood = (invite: z.infer<typeof NewInvite>) =>
  !invite.revoked && invite.usesLeft > 0 && invite.expiresAt - Date.now() > ENOUGH_MS;

function readJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}

export const [getInvite, setInvite] = createContext<Invite>();
