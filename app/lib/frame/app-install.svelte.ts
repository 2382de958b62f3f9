// Putting the app on the home screen or the desktop: whether it is there already, the browser's own offer, kept until a person asks for it, and
// what this browser remembers of both: that it has finished a chunk, and that its person said “not now”.
import { createContext } from 'svelte';

/** Chromium only; other browsers install from their menu. */
interface InstallOffer extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

/** Where static/keep-install-offer.js leaves an offer that came before anybody listened. */
type WithOffer = typeof globalThis & { coveyInstallOffer?: InstallOffer };

const WORKED = 'covey-has-worked';
const DISMISSED = 'covey-install-dismissed';

export class AppInstall {
  /** Only Chromium tells; there an offer that never comes means that there is nothing to install from. */
  static readonly offersInstall = () => 'onbeforeinstallprompt' in globalThis;

  isInstalled = $state(false);
  hasWorked = $state(false);
  isDismissed = $state(false);
  offer: InstallOffer | null = $state.raw(null);
  #listening = new AbortController();

  start(): void {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.hasWorked = localStorage.getItem(WORKED) !== null;
    this.isDismissed = localStorage.getItem(DISMISSED) !== null;
    const display = matchMedia('(display-mode: standalone)');
    const look = () => (this.isInstalled = display.matches);
    look();
    display.addEventListener('change', look, { signal });
    this.offer = (globalThis as WithOffer).coveyInstallOffer ?? null;
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
    else this.dismiss();
  }

  /** Asked once is enough; it stays where it is, as a quiet line. */
  dismiss(): void {
    this.isDismissed = true;
    localStorage.setItem(DISMISSED, String(Date.now()));
  }

  /** A chunk was finished here. */
  sawWork(): void {
    if (this.hasWorked) return;
    this.hasWorked = true;
    localStorage.setItem(WORKED, String(Date.now()));
  }

  #done(): void {
    this.isInstalled = true;
    this.offer = null;
  }
}

export const [getAppInstall, setAppInstall] = createContext<AppInstall>();
