// Who the person at this browser is to this coordinator, and what they may do in the swarm they look at. Asked at the start, after signing in or
// out, and whenever the live view is lost or comes back.
import { createContext } from 'svelte';
import type { Role, SessionInfo } from '#shared/contract/people.ts';
import { includesRole } from '#shared/contract/roles.ts';
import type { Problem } from './ask.ts';
import { askWho, nobody } from './ask-who.ts';
import { forgetInvite, forgetSwarm } from './kept-swarm.ts';

/** `member`: signed in and in a swarm. `guest`: neither, or not any more. */
export type Who = 'unknown' | 'member' | 'guest' | 'unreachable';

/** A computer that is switched off refuses nothing: what is asked of it hangs for a minute and more. */
const PATIENCE_MS = 3_000;

/** Whoever only lends a device needs none of it. */
const loadAsk = () => import('./ask.ts');

export class Session {
  who: Who = $state('unknown');
  info: SessionInfo = $state.raw(nobody);
  /** Whether somebody else, or time, ended what this person had here. */
  wasEnded = $state(false);

  async refresh(): Promise<Who> {
    const hanging = setTimeout(() => {
      if (this.who === 'unknown') this.who = 'unreachable';
    }, PATIENCE_MS);
    const answer = await askWho();
    clearTimeout(hanging);
    if (answer.ok) this.#take(answer.value);
    else if (answer.problem.code === 'unreachable' || answer.problem.code === 'stopping')
      this.who = 'unreachable';
    else this.#take(nobody);
    return this.who;
  }

  /** Whether the person has at least this role in the swarm that is shown. What the coordinator refuses it refuses anyway. */
  may(role: Role): boolean {
    return this.info.role !== null && includesRole(this.info.role, role);
  }

  /** Shows another swarm of this person, from the start: nothing of the former one is left on the screen. */
  async switchTo(swarmId: string): Promise<Problem | null> {
    const to = this.info.swarms.find((swarm) => swarm.swarmId === swarmId);
    if (!to) return null;
    const { ask } = await loadAsk();
    const answer = await ask('switchSwarm', { body: { swarmId: to.swarmId } });
    if (!answer.ok) return answer.problem;
    this.#forget();
    location.assign('/overview');
    return null;
  }

  async signOut(from: 'here' | 'everywhere' = 'here'): Promise<Problem | undefined> {
    const { ask } = await loadAsk();
    const answer = await ask(from === 'here' ? 'signOut' : 'signOutEverywhere');
    if (!answer.ok && answer.problem.code !== 'not-signed-in') return answer.problem;
    this.#take(nobody);
    this.wasEnded = false;
    return undefined;
  }

  /** What this browser keeps of the swarm that is shown. */
  #forget(): void {
    forgetSwarm();
    forgetInvite();
  }

  #take(info: SessionInfo): void {
    const before = this.info.swarmId;
    if (before !== null && before !== info.swarmId) this.#forget();
    const who = info.person !== null && info.role !== null ? 'member' : 'guest';
    this.wasEnded = who === 'guest' && (this.wasEnded || this.who === 'member');
    this.info = info;
    this.who = who;
  }
}

export const [getSession, setSession] = createContext<Session>();
