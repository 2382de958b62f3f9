// Settings as their person just set them: shown at once, although the contribution, which lives in a Worker or in another tab, answers a moment
// later. Without it a second tap in that moment would build on what was there before the first.
import type { PersonSettings } from '#shared/runtime/contribution-view.ts';

/** So long an answer may take; after that what the contribution says counts again. */
const PATIENCE_MS = 1_500;

export class WishedSettings {
  readonly #said: () => PersonSettings;
  readonly #configure: (change: Partial<PersonSettings>) => void;
  #wished: Partial<PersonSettings> = $state.raw({});
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(said: () => PersonSettings, configure: (change: Partial<PersonSettings>) => void) {
    this.#said = said;
    this.#configure = configure;
  }

  get settings(): PersonSettings {
    return { ...this.#said(), ...this.#wished };
  }

  change(change: Partial<PersonSettings>): void {
    this.#wished = { ...this.#wished, ...change };
    this.#configure(change);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#wished = {}), PATIENCE_MS);
  }
}
