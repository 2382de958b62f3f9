// Chromium may offer to install a page before the app has started to listen, and offers once. Kept for lib/frame/app-install.svelte.ts.
addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  Object.assign(globalThis, { coveyInstallOffer: event });
});
