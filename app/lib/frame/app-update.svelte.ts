// The service worker as the screens see it: whether the origin allows one, and whether a newer Covey waits to be shown. Nothing is replaced under anybody's hands: the person says when.
import { createContext } from 'svelte';
import type { Workbox } from 'workbox-window';
import type { WorkerState } from '#lib/ladder/find-step.ts';

export class AppUpdate {
  /** Browsers let one in only behind a certificate that they really trust. */
  worker: WorkerState = $state('unknown');
  isWaiting = $state(false);
  #workbox: Workbox | undefined;

  async start(): Promise<void> {
    if (!('serviceWorker' in navigator)) this.worker = 'absent';
    if (!('serviceWorker' in navigator) || import.meta.env.DEV || this.#workbox) return;
    // CommonJS inside: a static import would fail where the shell is prerendered.
    const { Workbox: Register } = await import('workbox-window');
    const workbox = new Register('/service-worker.js');
    this.#workbox = workbox;
    workbox.addEventListener('waiting', () => (this.isWaiting = true));
    // workbox calls it no update where this page came before the first service worker; the first one itself never waits
    workbox.addEventListener('controlling', (event) => {
      if (event.isUpdate === true || this.isWaiting) location.reload();
    });
    await this.tryAgain();
  }

  /** Without it the app only lacks its offline page. */
  async tryAgain(): Promise<void> {
    if (this.worker === 'ready' || !this.#workbox) return;
    this.worker = await this.#workbox.register().then(
      () => 'ready',
      () => 'refused',
    );
  }

  /** Browsers look by themselves only when a page is opened, and this one may stay open for weeks. */
  lookForNewer(): void {
    // without the coordinator there is nothing to find
    if (this.worker === 'ready' && !this.isWaiting) this.#workbox?.update().catch(() => undefined);
  }

  accept(): void {
    this.#workbox?.messageSkipWaiting();
  }
}

export const [getAppUpdate, setAppUpdate] = createContext<AppUpdate>();
