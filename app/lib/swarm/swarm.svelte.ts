// The swarm as the owner's screens see it: the last snapshot with every update laid over it, live while a screen watches. The
// last one seen is kept, so that without the coordinator the screens show what was last known, and say so.
import { createContext } from 'svelte';
import type { SwarmSnapshot, SwarmUpdate } from '#shared/contract/viewer-messages.ts';
import { watchSwarm } from '#shared/platform/browser/viewer-link.ts';
import { applySnapshot, applyUpdate } from './apply-update.ts';
import { SWARM_KEPT_AS as KEPT_AS } from './kept-swarm.ts';

const KEEP_EVERY_MS = 10_000;
export const RATE_SAMPLES = 120;
const SAMPLE_MS = 1_000;
/** A short gap is no news. */
const PATIENCE_MS = 1_500;

export class Swarm {
  seen: SwarmSnapshot | undefined = $state.raw();
  /** Chunks per second, one value a second, oldest first. */
  rates: number[] = $state.raw([]);
  connection: 'connecting' | 'live' | 'lost' = $state('connecting');
  /** How often the live view began: more than once after the coordinator ended it. */
  arrivals = $state(0);
  /** UTC ms of the last news. */
  heardAt = $state(0);

  /** Those that somebody let in; those at the door are no part of the swarm yet. */
  readonly devices = $derived(this.seen?.devices.filter((device) => device.approved) ?? []);
  readonly waiting = $derived(this.seen?.devices.filter((device) => !device.approved) ?? []);
  readonly online = $derived(this.devices.filter((device) => device.connected));
  #stop: (() => void) | undefined;
  #keptAt = 0;

  start(): void {
    if (this.#stop) return;
    this.#recall();
    let lost: ReturnType<typeof setTimeout> | undefined = setTimeout(
      () => (this.connection = 'lost'),
      PATIENCE_MS * 2,
    );
    const stopWatching = watchSwarm(location.origin, {
      snapshot: (snapshot) => {
        this.arrivals++;
        this.#hear(applySnapshot(snapshot));
      },
      update: (update) => this.#update(update),
      refused: () => (this.connection = 'lost'),
      connected: (isConnected) => {
        clearTimeout(lost);
        if (isConnected) this.connection = 'live';
        else lost = setTimeout(() => (this.connection = 'lost'), PATIENCE_MS);
        if (!isConnected) this.#keep();
      },
    });
    const sampling = setInterval(() => this.#sample(), SAMPLE_MS);
    const keep = () => this.#keep();
    addEventListener('pagehide', keep);
    this.#stop = () => {
      removeEventListener('pagehide', keep);
      keep();
      clearTimeout(lost);
      clearInterval(sampling);
      stopWatching();
    };
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #hear(seen: SwarmSnapshot): void {
    this.seen = seen;
    this.heardAt = Date.now();
    if (this.heardAt - this.#keptAt > KEEP_EVERY_MS) this.#keep();
  }

  #keep(): void {
    if (!this.seen || this.connection === 'connecting') return;
    this.#keptAt = Date.now();
    try {
      localStorage.setItem(KEPT_AS, JSON.stringify({ at: this.heardAt, seen: this.seen }));
    } catch {
      // A full or forbidden storage only means that nothing is shown offline.
    }
  }

  #update(update: SwarmUpdate): void {
    if (this.seen) this.#hear(applyUpdate(this.seen, update));
  }

  #recall(): void {
    try {
      const kept = JSON.parse(localStorage.getItem(KEPT_AS) ?? 'null') as {
        at: number;
        seen: SwarmSnapshot;
      } | null;
      if (!kept || this.seen) return;
      this.seen = {
        ...kept.seen,
        devices: kept.seen.devices.map((device) => ({ ...device, connected: false })),
      };
      this.heardAt = kept.at;
    } catch {
      // What cannot be read is not shown.
    }
  }

  #sample(): void {
    if (this.seen && this.connection === 'live')
      this.rates = [...this.rates, this.seen.swarm.rate].slice(-RATE_SAMPLES);
  }
}

export const [getSwarm, setSwarm] = createContext<Swarm>();
