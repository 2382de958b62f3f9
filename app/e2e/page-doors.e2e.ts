// The page under the headers that the coordinator really sends, in a real Chromium: it works without a complaint, and what a script that got in,
// or a page around it could want is refused.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, desktop, type OpenedApp, openApp, phone } from './open-app.ts';

interface Elsewhere {
  server: Server;
  url: string;
  hits: string[];
}
const state: { app?: OpenedApp; elsewhere?: Elsewhere } = {};
const app = () => state.app as OpenedApp;
const elsewhere = () => state.elsewhere as Elsewhere;

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  state.app = await openApp({ args: ['--host-resolver-rules=MAP covey.lan 127.0.0.1'] });
  state.elsewhere = await openElsewhere();
});
afterAll(async () => {
  await state.app?.close();
  state.elsewhere?.server.close();
});

/** Another site: answers everybody, remembers who asked, and frames whatever its address names. */
async function openElsewhere(): Promise<Elsewhere> {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://elsewhere');
    if (url.pathname === '/frame') {
      response.setHeader('content-type', 'text/html');
      return void response.end(`<!doctype html><iframe src="${url.searchParams.get('of') ?? ''}"></iframe>`);
    }
    if (url.pathname !== '/favicon.ico') hits.push(url.pathname);
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('content-type', 'text/javascript');
    response.end('globalThis.gotIn = true');
  });
  server.on('upgrade', (request, socket) => {
    hits.push(request.url ?? '');
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, hits, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function openPage(url: string, options = desktop): Promise<{ page: Page; said: string[] }> {
  const said: string[] = [];
  const context = await app().browser.newContext(options);
  context.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
  context.on('weberror', (error) => said.push(error.error().message));
  const page = await context.newPage();
  await page.goto(url, { waitUntil: 'networkidle' });
  return { page, said };
}

describe.skipIf(chromiumPath === undefined)('the page', () => {
  test('works on this computer and on plain http of the network without a word in the console', async () => {
    const { token } = await app().coordinator.createInvite({ uses: 5, minutes: 5 });
    for (const url of [app().url, app().url.replace('localhost', 'covey.lan')]) {
      const { page, said } = await openPage(`${url}/j#${token}`, phone);
      await page.getByLabel('Name of this device').fill('Quiet phone');
      await page.getByRole('button', { name: 'Join and help' }).click();
      await page.getByRole('heading', { name: 'Ready' }).waitFor();
      expect(said).toEqual([]);
      await page.context().close();
    }
  });

  test('refuses inline scripts, evaluation, connections elsewhere, foreign scripts and foreign forms, also in threads', async () => {
    const { page } = await openPage(app().url);
    const found = await page.evaluate(async (other) => {
      const results: Record<string, string> = {};
      const violated: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) =>
        violated.push(event.effectiveDirective),
      );
      const settled = () => new Promise((resolve) => setTimeout(resolve, 300));
      const world = globalThis as { gotIn?: boolean };
      const attempt = async (name: string, action: () => unknown) => {
        world.gotIn = false;
        violated.length = 0;
        try {
          await action();
        } catch {
          // the policy is asked below
        }
        await settled();
        results[name] = world.gotIn ? 'OPEN' : violated.length > 0 ? 'refused' : 'nothing happened';
      };
      const add = (tag: string, facts: Record<string, string>) => {
        const element = Object.assign(document.createElement(tag), facts);
        document.body.append(element);
        return element;
      };
      await attempt('inline script', () => add('script', { textContent: 'globalThis.gotIn = true' }));
      await attempt('inline handler', () => {
        const button = document.createElement('button');
        button.setAttribute('onclick', 'globalThis.gotIn = true');
        document.body.append(button);
        button.click();
      });
      await attempt('javascript: address', () =>
        add('a', { href: 'javascript:globalThis.gotIn=true' }).click(),
      );
      // by name, as an attacker would: the linter refuses them too
      await attempt('eval', () =>
        Reflect.apply(Reflect.get(globalThis, 'eval'), null, ['globalThis.gotIn = true']),
      );
      await attempt('Function', () =>
        Reflect.construct(Reflect.get(globalThis, 'Function'), ['globalThis.gotIn = true'])(),
      );
      await attempt('foreign script', () => add('script', { src: `${other}/script` }));
      await attempt('foreign fetch', () => fetch(`${other}/fetch`).then(() => (world.gotIn = true)));
      await attempt('foreign beacon', () => {
        navigator.sendBeacon(`${other}/beacon`, 'x');
      });
      await attempt('foreign socket', () => {
        new WebSocket(`${other.replace('http', 'ws')}/socket`);
      });
      await attempt('foreign image', () => add('img', { src: `${other}/image` }));
      await attempt('foreign frame', () => add('iframe', { src: `${other}/framed` }));
      // threads of long kernels are started from blobs; they are under the page's policy
      await attempt('foreign fetch of a thread', () => {
        const text = `
          addEventListener('securitypolicyviolation', ({ effectiveDirective }) => postMessage(effectiveDirective));
          fetch('${other}/thread').then(() => postMessage('in'));`;
        const thread = new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
        return new Promise<void>((resolve) => {
          thread.onmessage = ({ data }) => {
            if (data === 'in') world.gotIn = true;
            else violated.push(String(data));
            resolve();
          };
          setTimeout(resolve, 5_000);
        });
      });
      await attempt('object', () => add('object', { data: `${other}/object` }));
      await attempt('base', () => add('base', { href: other }));
      await attempt('foreign form', () => {
        const form = add('form', { action: `${other}/form`, method: 'post' }) as HTMLFormElement;
        form.submit();
      });
      return results;
    }, elsewhere().url);
    expect(Object.entries(found).filter(([, outcome]) => outcome !== 'refused')).toEqual([]);
    expect(Object.keys(found)).toHaveLength(15);
    expect(elsewhere().hits).toEqual([]);
    await page.context().close();
  });

  test('is not shown in a frame of another page, whatever its address', async () => {
    for (const path of ['/', '/overview', '/nowhere', '/api/health', '/_app/version.json']) {
      const { page } = await openPage(`${elsewhere().url}/frame?of=${encodeURIComponent(app().url + path)}`);
      const frame = page.frames().find((each) => each !== page.mainFrame());
      expect([path, frame?.url()]).toEqual([path, 'chrome-error://chromewebdata/']);
      await page.context().close();
    }
  });

  test('is asked for under its own names only, and no path leads out of its folder', async () => {
    const { hostname, port } = new URL(app().url);
    const secret = await app().ownerToken();
    for (const way of ['..', '%2e%2e', '..%2f', '..%5c', '%252e%252e', '.%00.'])
      for (const start of ['/', '/_app/', '/_app/immutable/', '/icons/']) {
        const text = await askRaw(hostname, port, `${start}${`${way}/`.repeat(5)}etc/passwd`);
        expect(text).not.toContain('root:');
        expect(text).not.toContain(secret);
      }
  });

  test('carries the headers that a page cannot carry itself, on every kind of answer', async () => {
    for (const path of [
      '/',
      '/overview',
      '/nowhere',
      '/icons/covey.svg',
      '/service-worker.js',
      '/manifest.webmanifest',
    ]) {
      const { headers } = await fetch(app().url + path);
      expect([path, headers.get('content-security-policy')]).toEqual([
        path,
        expect.stringContaining("frame-ancestors 'none'"),
      ]);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('permissions-policy')).toContain('camera=(self), screen-wake-lock=(self)');
      expect(headers.get('permissions-policy')).toContain('microphone=()');
      expect(headers.get('strict-transport-security')).toBeNull();
    }
  });
});

async function askRaw(host: string, port: string, path: string): Promise<string> {
  const { connect } = await import('node:net');
  const socket = connect(Number(port), host).setEncoding('utf8');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: close\r\n\r\n`);
  let text = '';
  for await (const piece of socket) text += String(piece);
  return text;
}
