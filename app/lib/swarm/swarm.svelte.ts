// The swarm as the owner's screens see it: each says what it shows and gets that, live while it is there. What was last seen is kept, so that
// without the coordinator the screens show what was last known, and say so.
import { createContext } from 'svelte';
import type { SwarmSnapshot, SwarmUpdate } from '#shared/contract/viewer-messages.ts';
import { type Watch, WATCH_LITTLE } from '#shared/contract/viewer-watch.ts';
import { type ViewerLink, watchSwarm } from '#shared/platform/browser/viewer-link.ts';
import { applySnapshot, applyUpdate, type SeenSwarm } from './apply-update.ts';
import { SWARM_KEPT_AS as KEPT_AS } from './kept-swarm.ts';

const KEEP_EVERY_MS = 10_000;
export const RATE_SAMPLES = 120;
/** Kept of each device that is shown. */
export const DEVICE_RATE_SAMPLES = 60;
const SAMPLE_MS = 1_000;
/** A short gap is no news. */
const PATIENCE_MS = 1_500;

/** Bars of the task stream are not kept here: they go to the screen that asked for them. */
export type StreamNews = Pick<SwarmSnapshot, 'bars' | 'streamJobs' | 'streamBegins' | 'streamNow'>;

export class Swarm {
  seen: SeenSwarm | undefined = $state.raw();
  /** Chunks per second, one value a second, oldest first. */
  rates: number[] = $state.raw([]);
  connection: 'connecting' | 'live' | 'lost' = $state('connecting');
  /** How often the live view began: more than once after the coordinator ended it. */
  arrivals = $state(0);
  /** UTC ms of the last news. */
  heardAt = $state(0);
  /** Whether what the present screen shows has come. */
  isAnswered = $state(false);
  /** Hears every bar, and whether these are all that there are to show. */
  onStream: ((news: StreamNews, isAll: boolean) => void) | undefined;

  /** The window that the screen asked for, of those that somebody let in; those at the door are no part of the swarm yet. */
  readonly devices = $derived(this.seen?.devices ?? []);
  readonly waiting = $derived(this.seen?.waiting ?? []);
  /** Those of the swarm and those at the door. */
  readonly deviceCount = $derived((this.seen?.totals.devices ?? 0) + this.waiting.length);
  #deviceRates = new Map<number, number[]>();
  #watch: Watch = WATCH_LITTLE;
  #said = '';
  #turn = 0;
  #link: ViewerLink | undefined;
  #stop: (() => void) | undefined;
  #isNew = true;
  #keptAt = 0;

  /** Says what a screen shows, until the answer is called or another screen says so. Belongs into an effect. */
  show(part: Partial<Watch>): () => void {
    const watch = { ...WATCH_LITTLE, ...part };
    this.#watch = watch;
    // one screen leaves and the next comes in the same turn: only what is shown after it is said
    queueMicrotask(() => this.#say());
    return () => {
      if (this.#watch !== watch) return;
      this.#watch = WATCH_LITTLE;
      queueMicrotask(() => this.#say());
    };
  }

  /** Chunks per second of a device, one value a second since it came into sight, oldest first. Read anew with every sample. */
  ratesOf(number: number): readonly number[] {
    return this.rates.length > 0 ? (this.#deviceRates.get(number) ?? []) : [];
  }

  #say(): void {
    const said = JSON.stringify(this.#watch);
    if (!this.#link || said === this.#said) return;
    this.#link.show(this.#next(said));
  }

  #next(said: string): Watch {
    this.#said = said;
    this.isAnswered = false;
    return { ...this.#watch, turn: ++this.#turn };
  }

  start(): void {
    if (this.#stop) return;
    this.#recall();
    let lost: ReturnType<typeof setTimeout> | undefined = setTimeout(
      () => (this.connection = 'lost'),
      PATIENCE_MS * 2,
    );
    this.#link = watchSwarm(location.origin, this.#next(JSON.stringify(this.#watch)), {
      snapshot: (snapshot) => {
        if (this.#isNew) this.arrivals++;
        this.#isNew = false;
        if (snapshot.turn === this.#turn) this.isAnswered = true;
        this.#hear(applySnapshot(this.seen, snapshot, Date.now()));
        this.onStream?.(snapshot, true);
      },
      update: (update) => this.#update(update),
      refused: () => (this.connection = 'lost'),
      connected: (isConnected) => {
        clearTimeout(lost);
        if (isConnected) this.connection = 'live';
        else lost = setTimeout(() => (this.connection = 'lost'), PATIENCE_MS);
        if (!isConnected) {
          this.#isNew = true;
          this.#keep();
        }
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
      this.#link?.stop();
      this.#link = undefined;
    };
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #hear(seen: SeenSwarm): void {
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
    if (this.seen) this.#hear(applyUpdate(this.seen, update, Date.now()));
    if (update.bars || update.streamJobs) this.onStream?.(update, false);
  }

  #recall(): void {
    try {
      const kept = JSON.parse(localStorage.getItem(KEPT_AS) ?? 'null') as {
        at: number;
        seen: SeenSwarm;
      } | null;
      // one that an older app kept has other parts
      if (!kept?.seen.totals?.cpuSeconds || this.seen) return;
      this.seen = {
        ...kept.seen,
        totals: { ...kept.seen.totals, online: 0, working: 0, cores: 0, memoryGiB: 0, rate: 0, bestRate: 0 },
        devices: kept.seen.devices.map((device) => ({ ...device, connected: false })),
        outline: kept.seen.outline.map((device) => ({ ...device, connected: false })),
        texts: [],
      };
      this.heardAt = kept.at;
    } catch {
      // What cannot be read is not shown.
    }
  }

  #sample(): void {
    const { seen } = this;
    if (!seen || this.connection !== 'live') return;
    const shown =
      this.#watch.outline === 'figures' ? seen.outline : this.#watch.devices === 'none' ? [] : seen.devices;
    this.#deviceRates = new Map(
      shown.map(({ number, rate }) => [
        number,
        [...(this.#deviceRates.get(number) ?? []), rate].slice(-DEVICE_RATE_SAMPLES),
      ]),
    );
    this.rates = [...this.rates, seen.swarm.rate].slice(-RATE_SAMPLES);
  }
}

export const [getSwarm, setSwarm] = createContext<Swarm>();
