// The walls around every window: no permission, no request, no navigation, no new window but our own. Electron's defaults are open, so each is closed
// by name (electron/docs/tutorial/security.md, points 5 and 12 to 15).
import type { ContentsPort, SessionPort } from '../port.ts';
import { APP_ORIGIN, APP_SCHEME } from './serve-shell.ts';

/** What pages of ours may do beside computing: put a link into the clipboard, after a click. */
const ALLOWED: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

export const originOf = (url: string): string | null => {
  const parsed = URL.parse(url);
  if (!parsed) return null;
  // of a scheme of one's own, URL.origin is "null" in Node
  return parsed.protocol === `${APP_SCHEME}:` ? `${parsed.protocol}//${parsed.host}` : parsed.origin;
};

/** A session whose pages come from `origin` and may reach nothing else. */
export function hardenSession(session: SessionPort, origin: string): void {
  const isOurs = (url: string | undefined) => url !== undefined && originOf(url) === origin;
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(ALLOWED.has(permission) && isOurs(requestingUrl)),
  );
  session.setPermissionCheckHandler(
    (_contents, permission, asking) => ALLOWED.has(permission) && isOurs(asking),
  );
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayLoad(url, origin) }));
  if (origin === APP_ORIGIN) session.on('will-download', (event) => event.preventDefault());
}

/** data: are compute threads and pictures, blob: what a page made itself; both have no way out by the page's policy. */
export function mayLoad(url: string, origin: string): boolean {
  const parsed = URL.parse(url);
  if (!parsed) return false;
  if (parsed.protocol === 'data:' || parsed.protocol === 'blob:') return true;
  if (parsed.protocol === 'devtools:') return true; // opened by hand, and only where the program is not packaged
  const asPage = url.replace(/^ws(s?):/, 'http$1:');
  return originOf(asPage) === origin;
}

/** Contents that no window of ours claimed go nowhere. */
export type OriginOfContents = (id: number) => string | null;

export function hardenContents(contents: ContentsPort, ownOrigin: OriginOfContents): void {
  const stay = (event: { preventDefault(): void; url: string }) => {
    const own = ownOrigin(contents.id);
    if (own === null || originOf(event.url) !== own) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-frame-navigate', (event) => {
    // the sandbox frame is made by srcdoc and goes nowhere; anything that tries is refused
    if (!event.isMainFrame) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
