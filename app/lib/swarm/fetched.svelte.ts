// What the live view does not carry (people, sessions, tokens, codes) as a screen holds it: asked for when the screen opens, whenever somebody
// looks at it again, and after each action.
import { onMount } from 'svelte';
import type { Response as Answer, RouteName } from '#shared/contract/http-api.ts';
import { ask, type Outcome, type Problem } from './ask.ts';

/** Routes that are asked with nothing but their name. */
type Plain = Extract<
  RouteName,
  'members' | 'invitations' | 'openSessions' | 'passkeys' | 'tokens' | 'bans' | 'invites' | 'swarm'
>;

export class Fetched<R extends Plain> {
  value: Answer<R> | undefined = $state.raw();
  /** Why there is nothing to show; what was seen once stays. */
  problem: Problem | undefined = $state.raw();
  /** Why the last change to it failed. */
  refusal: Problem | undefined = $state.raw();
  readonly #route: R;
  #asked = 0;

  constructor(route: R) {
    this.#route = route;
  }

  async refresh(): Promise<void> {
    const turn = ++this.#asked;
    const answer = await (ask as (route: R) => Promise<Outcome<Answer<R>>>)(this.#route);
    // an older answer that comes late is not news
    if (turn !== this.#asked) return;
    if (answer.ok) this.value = answer.value;
    this.problem = answer.ok || this.value !== undefined ? undefined : answer.problem;
  }

  /** Shows what it is like after a change, or why the change failed. */
  async change(change: Promise<Outcome<unknown>>): Promise<void> {
    const done = await change;
    this.refusal = done.ok ? undefined : done.problem;
    await this.refresh();
  }
}

/** To be called while a component is made. */
export function fetched<R extends Plain>(route: R): Fetched<R> {
  const it = new Fetched(route);
  onMount(() => {
    void it.refresh();
    return whenLookedAt(() => void it.refresh());
  });
  return it;
}

/** Calls whenever the page comes to the front again; the answer ends it. */
export function whenLookedAt(action: () => void): () => void {
  const look = () => document.visibilityState === 'visible' && action();
  addEventListener('focus', look);
  document.addEventListener('visibilitychange', look);
  return () => {
    removeEventListener('focus', look);
    document.removeEventListener('visibilitychange', look);
  };
}
