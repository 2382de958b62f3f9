// Notices by itself when this browser begins to trust the coordinator's certificate. Over http it asks whether https would open; over https
// it asks for a service worker, which is let in only behind real trust. Asks while somebody looks, every few seconds, and not for ever.
import { probeSecure } from '#lib/ladder/probe-secure.ts';
import type { AppUpdate } from '#lib/frame/app-update.svelte.ts';

const EVERY_MS = 4_000;
/** Ten minutes of looking. */
const MOST_ASKS = 150;

export type Trust =
  | 'unknown'
  | 'missing'
  /** https opens without a warning. Over http nobody can tell trust from a warning that was clicked away before. */
  | 'opens'
  | 'trusted';

export class TrustWatch {
  trust: Trust = $state('unknown');
  #asks = 0;
  #isAsking = false;
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #place: { isSecure: boolean; origin: string };
  readonly #update: AppUpdate;

  constructor(place: { isSecure: boolean; origin: string }, update: AppUpdate) {
    this.#place = place;
    this.#update = update;
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.look(), EVERY_MS);
    document.addEventListener('visibilitychange', this.look);
    void this.look();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    document.removeEventListener('visibilitychange', this.look);
  }

  look = async (): Promise<void> => {
    if (document.visibilityState !== 'visible' || this.#isAsking) return;
    if (++this.#asks > MOST_ASKS) return this.stop();
    this.#isAsking = true;
    this.trust = await this.#ask();
    this.#isAsking = false;
    if (this.trust === 'opens' || this.trust === 'trusted') this.stop();
  };

  async #ask(): Promise<Trust> {
    if (!this.#place.isSecure) return (await probeSecure(this.#place.origin)) ? 'opens' : 'missing';
    await this.#update.tryAgain();
    const { worker } = this.#update;
    return worker === 'ready' ? 'trusted' : worker === 'refused' ? 'missing' : 'unknown';
  }
}
