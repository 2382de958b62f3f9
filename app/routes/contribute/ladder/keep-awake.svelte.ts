// Keeps the screen from going dark while this page is shown, if its person wants that: a phone that sleeps computes nothing. The browser
// lets go of the screen by itself whenever the page is hidden, so it is asked again each time the page comes back.

const KEPT_AS = 'covey-keep-awake';

export class KeepAwake {
  isWanted = $state(localStorage.getItem(KEPT_AS) === 'yes');
  #lock: Promise<WakeLockSentinel | undefined> | undefined;

  /** Secure origins only. */
  static isPossible = () => 'wakeLock' in navigator;

  start(): () => void {
    const look = () => void this.#look();
    document.addEventListener('visibilitychange', look);
    look();
    return () => {
      document.removeEventListener('visibilitychange', look);
      void this.#letGo();
    };
  }

  want = (isWanted: boolean): void => {
    this.isWanted = isWanted;
    localStorage.setItem(KEPT_AS, isWanted ? 'yes' : 'no');
    void this.#look();
  };

  async #look(): Promise<void> {
    if (!this.isWanted) return this.#letGo();
    if (document.visibilityState !== 'visible') return;
    const held = await this.#lock;
    if (held && !held.released) return;
    // refused on an empty battery: then the screen goes dark as ever
    this.#lock = navigator.wakeLock.request('screen').catch(() => undefined);
    await this.#lock;
  }

  async #letGo(): Promise<void> {
    const held = await this.#lock;
    this.#lock = undefined;
    await held?.release();
  }
}
