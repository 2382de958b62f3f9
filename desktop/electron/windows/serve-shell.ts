// Answers `app://covey/…` with the files of the built app: the page's policy as a header, the right kind for each file, and never anything outside
// the folder. Every address that is no file is the shell, which then shows the screen of the address; `/api` is nobody here.
import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

export const APP_SCHEME = 'app';
export const APP_ORIGIN = 'app://covey';

const kinds: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

const always = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), bluetooth=(), display-capture=()',
};

export type ServeShell = (request: { url: string; method: string }) => Promise<Response>;

/** `appDir` is adapter-node's output. @throws when the app is not built, or its shell has no policy. */
export async function openShell(appDir: string): Promise<ServeShell> {
  const root = await realpath(join(appDir, 'client'));
  const shell = await readFile(join(appDir, 'prerendered', 'shell.html'), 'utf8');
  const policy = `${readPolicy(shell)}; frame-ancestors 'none'`;

  const answer = (body: Uint8Array | string, kind: string, more: Record<string, string> = {}) =>
    new Response(body as Uint8Array<ArrayBuffer>, {
      headers: { ...always, 'content-security-policy': policy, 'content-type': kind, ...more },
    });
  const refuse = (status: number, code: string, message: string) =>
    Response.json({ code, message, hint: '' }, { status, headers: always });

  return async ({ url, method }) => {
    if (method !== 'GET' && method !== 'HEAD')
      return refuse(405, 'bad-request', 'only reading is possible here');
    const path = readPath(url);
    if (path === null) return refuse(400, 'bad-request', 'this is no address of the app');
    // pages ask the coordinator there; in the tray app they ask over the bridge
    if (path === '/api' || path.startsWith('/api/'))
      return refuse(503, 'stopping', 'there is no coordinator at this address');
    const kind = kinds[extname(path)];
    if (kind === undefined)
      return extname(path) === ''
        ? answer(shell, kinds['.html'] ?? '')
        : refuse(404, 'not-found', 'there is no such file');
    const bytes = await readInside(root, path);
    if (!bytes) return refuse(404, 'not-found', 'there is no such file');
    const isForEver = path.startsWith('/_app/immutable/');
    return answer(bytes, kind, isForEver ? { 'cache-control': 'public, max-age=31536000, immutable' } : {});
  };
}

/** Decoded once, absolute, without anything that could lead out; null for all else. */
function readPath(url: string): string | null {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== `${APP_SCHEME}:` || parsed.host !== 'covey') return null;
  let path: string;
  try {
    path = decodeURIComponent(parsed.pathname);
  } catch {
    return null;
  }
  const isStrange = /[\p{Cc}\\:]/u.test(path) || path.split('/').includes('..');
  return path.startsWith('/') && !isStrange ? path : null;
}

/** Also a link inside the folder must not lead out of it. */
async function readInside(root: string, path: string): Promise<Uint8Array | null> {
  try {
    const file = await realpath(join(root, path));
    return file.startsWith(root + sep) ? await readFile(file) : null;
  } catch {
    return null; // no such file, or a folder
  }
}

/** The policy that the build wrote into the page holds for it in any case; as a header it holds from the first byte and for every file. */
function readPolicy(shell: string): string {
  const found = /<meta http-equiv="content-security-policy" content="([^"]+)"/i.exec(shell)?.[1];
  if (found === undefined) throw new Error('the built app’s shell has no content security policy');
  return found.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}
