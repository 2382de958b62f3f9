// Putting the app on the home screen or the desktop: whether it is there already, and the browser's own offer, kept until a person asks for it.
import { createContext } from 'svelte';

/** Chromium only; other browsers install from their menu. */
interface InstallOffer extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

export class AppInstall {
  isInstalled = $state(false);
  offer: InstallOffer | null = $state.raw(null);
  #listening = new AbortController();

  start(): void {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const display = matchMedia('(display-mode: standalone)');
    const look = () => (this.isInstalled = display.matches);
    look();
    display.addEventListener('change', look, { signal });
    addEventListener(
      'beforeinstallprompt',
      (event) => {
        event.preventDefault();
        this.offer = event as InstallOffer;
      },
      { signal },
    );
    addEventListener('appinstalled', () => this.#done(), { signal });
  }

  stop(): void {
    this.#listening.abort();
  }

  async install(): Promise<void> {
    const offer = this.offer;
    this.offer = null; // an offer is good once
    const answer = await offer?.prompt();
    if (answer?.outcome === 'accepted') this.#done();
  }

  #done(): void {
    this.isInstalled = true;
    this.offer = null;
  }
}

export const [getAppInstall, setAppInstall] = createContext<AppInstall>();
