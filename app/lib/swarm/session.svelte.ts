// Whether the person at this browser is the owner. Asked once at the start and after signing in or out.
import { createContext } from 'svelte';
import { ask } from './ask.ts';

export type Who = 'unknown' | 'owner' | 'guest' | 'unreachable';

export class Session {
  who: Who = $state('unknown');

  async refresh(): Promise<Who> {
    const answer = await ask('session');
    if (answer.ok) this.who = answer.value.owner ? 'owner' : 'guest';
    else
      this.who =
        answer.problem.code === 'unreachable' || answer.problem.code === 'stopping' ? 'unreachable' : 'guest';
    return this.who;
  }

  async signOut(): Promise<void> {
    await ask('signOut');
    this.who = 'guest';
  }
}

export const [getSession, setSession] = createContext<Session>();
