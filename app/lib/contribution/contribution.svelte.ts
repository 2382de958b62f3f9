// This browser's own contribution as the screens see it: the supervisor's last state and the rate of the last minutes. One for
// the whole app, made and started by the root layout; it goes on while people move between screens.
import { createContext } from 'svelte';
import type {
  JoinWish,
  Refusal,
  SupervisorState,
} from '#shared/platform/browser/supervisor/supervisor-messages.ts';
import {
  connectSupervisor,
  type SupervisorConnection,
} from '#shared/platform/browser/supervisor/connect-supervisor.ts';
import type { PersonSettings } from '#shared/runtime/contribution-view.ts';

const SAMPLE_MS = 1_000;
/** Two minutes. */
export const RATE_SAMPLES = 120;

export class ContributionScreen {
  state: SupervisorState = $state.raw({ phase: 'opening' });
  /** Bytes per second of the last two minutes where the kernel reads any, chunks per second elsewhere; oldest first. */
  rates: number[] = $state.raw([]);
  #supervisor: SupervisorConnection | undefined;
  #sampling: ReturnType<typeof setInterval> | undefined;

  start(): void {
    this.#supervisor ??= connectSupervisor((state) => (this.state = state));
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

  configure = (change: Partial<PersonSettings>) => this.#supervisor?.configure(change);
  leave = () => this.#supervisor?.leave();

  #sample(): void {
    if (this.state.phase !== 'contributing') return;
    const { rate, bytesPerSecond } = this.state.status;
    this.rates = [...this.rates, bytesPerSecond > 0 ? bytesPerSecond : rate].slice(-RATE_SAMPLES);
  }
}

export const [getContribution, setContribution] = createContext<ContributionScreen>();
