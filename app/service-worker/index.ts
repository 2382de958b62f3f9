// The service worker: only attaches listeners. It keeps the app itself and answers every page with the
// prerendered shell, so that Covey opens without a coordinator. Never touches /api or the sockets.
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { takeShare } from './take-share.ts';

declare const self: ServiceWorkerGlobalScope & {
  __WB_MANIFEST: Parameters<typeof precacheAndRoute>[0];
};

precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('/shell'), { denylist: [/^\/api\//, /^\/socket\//] }),
);
registerRoute(
  ({ url }) => url.pathname === '/share',
  ({ request }) => takeShare(request),
  'POST',
);

self.addEventListener('message', (event) => {
  // Sent by workbox-window once the person agrees to the new version.
  if (isSkipWaiting(event.data)) void self.skipWaiting();
});
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

function isSkipWaiting(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'SKIP_WAITING';
}
