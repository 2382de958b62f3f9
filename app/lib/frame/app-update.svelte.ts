// The service worker as the screens see it: registered where the origin allows one, and whether a newer Covey waits to be
// shown. Nothing is replaced under anybody's hands: the person says when.
import type { Workbox } from 'workbox-window';

export class AppUpdate {
  isWaiting = $state(false);
  #workbox: Workbox | undefined;

  async start(): Promise<void> {
    if (!('serviceWorker' in navigator) || import.meta.env.DEV || this.#workbox) return;
    // CommonJS inside: a static import would fail where the shell is prerendered.
    const { Workbox: Register } = await import('workbox-window');
    const workbox = new Register('/service-worker.js');
    this.#workbox = workbox;
    workbox.addEventListener('waiting', () => (this.isWaiting = true));
    workbox.addEventListener('controlling', (event) => {
      if (event.isUpdate === true) location.reload();
    });
    await workbox.register().catch(() => undefined); // without it the app only lacks its offline page
  }

  accept(): void {
    this.#workbox?.messageSkipWaiting();
  }
}
