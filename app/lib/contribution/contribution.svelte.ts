// This browser's own contribution as the screens see it: the supervisor's last state and the rate of the last minutes. One for
// the whole app, made and started by the root layout; it goes on while people move between screens.
import { createContext } from 'svelte';
import type {
  HandedOver,
  JoinWish,
  Refusal,
  SupervisorState,
} from '#shared/platform/browser/supervisor/supervisor-messages.ts';
import {
  connectSupervisor,
  type SupervisorConnection,
} from '#shared/platform/browser/supervisor/connect-supervisor.ts';
import type { PersonSettings } from '#shared/runtime/contribution-view.ts';
import { RATE_SAMPLES, type RateSample } from './rate-sample.ts';

const SAMPLE_MS = 1_000;

/** Longer than the turn of a page that was just left (hold-turn.ts) and a connection take. */
const SETTLE_MS = 12_000;

const isSettled = (state: SupervisorState) =>
  state.phase === 'contributing' ? state.status.connection === 'connected' : state.phase !== 'opening';

export class ContributionScreen {
  state: SupervisorState = $state.raw({ phase: 'opening' });
  /** The last two minutes, oldest first. */
  rates: RateSample[] = $state.raw([]);
  #supervisor: SupervisorConnection | undefined;
  readonly #waiting: (() => void)[] = [];
  #sampling: ReturnType<typeof setInterval> | undefined;

  start(): void {
    this.#supervisor ??= connectSupervisor((state) => this.#take(state));
    this.#supervisor.start();
    this.#sampling ??= setInterval(() => this.#sample(), SAMPLE_MS);
  }

  stop(): void {
    clearInterval(this.#sampling);
    this.#sampling = undefined;
    this.#supervisor?.stop();
    this.#supervisor = undefined;
  }

  join(wish: JoinWish): Promise<Refusal | null> {
    if (!this.#supervisor) throw new Error('the contribution was not started');
    return this.#supervisor.join(wish);
  }

  /** Resolves once it is known who this browser is and, where it is a device, that the coordinator hears it; or when that takes too long. */
  async untilConnected(): Promise<void> {
    if (isSettled(this.state)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    const timer = setTimeout(resolve, SETTLE_MS);
    await promise;
    clearTimeout(timer);
  }

  handOver(to: string): Promise<HandedOver> {
    if (!this.#supervisor) throw new Error('the contribution was not started');
    return this.#supervisor.handOver(to);
  }

  configure = (change: Partial<PersonSettings>) => this.#supervisor?.configure(change);
  rest = (isResting: boolean) => this.#supervisor?.rest(isResting);
  measured = (benchmark: number) => this.#supervisor?.measured(benchmark);
  senseAgain = () => this.#supervisor?.senseAgain();
  leave = () => this.#supervisor?.leave();

  #take(state: SupervisorState): void {
    this.state = state;
    if (isSettled(state)) for (const settle of this.#waiting.splice(0)) settle();
  }

  #sample(): void {
    if (this.state.phase !== 'contributing') return;
    const { rate, bytesPerSecond, duty } = this.state.status;
    this.rates = [...this.rates, { chunksPerSecond: rate, bytesPerSecond, duty }].slice(-RATE_SAMPLES);
  }
}

export const [getContribution, setContribution] = createContext<ContributionScreen>();
