// Whether the screen stays on while this page is open, as its person wants it; kept over reloads.
import { holdScreen } from '../hold-screen.ts';

const KEPT_AS = 'covey-keep-awake';

export class KeepAwake {
  isWanted = $state(localStorage.getItem(KEPT_AS) === 'yes');
  #letGo: (() => void) | undefined;

  start(): () => void {
    this.#look();
    return () => {
      this.#letGo?.();
      this.#letGo = undefined;
    };
  }

  want = (isWanted: boolean): void => {
    this.isWanted = isWanted;
    localStorage.setItem(KEPT_AS, isWanted ? 'yes' : 'no');
    this.#look();
  };

  #look(): void {
    if (this.isWanted) {
      this.#letGo ??= holdScreen();
      return;
    }
    this.#letGo?.();
    this.#letGo = undefined;
  }
}
