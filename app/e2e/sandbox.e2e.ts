// What job code can reach from a compute thread: nothing. In a real Chromium, under the policy that the coordinator really sends,
// with a server that counts who gets through; and the same code without the wall, to show that the probes are real.
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { frameDocument } from '../../shared/platform/browser/sandbox/frame-document.ts';
import type { JobView } from '../../shared/contract/job.ts';
import { askAsOwner, chromiumPath, desktop, type OpenedApp, openApp } from './open-app.ts';
import { probeSource } from './probe-source.ts';

interface Counting {
  url: string;
  server: Server;
  /** Paths asked for, upgrades too. */
  hits: string[];
}
const state: { app?: OpenedApp; counting?: Counting } = {};
const app = () => state.app as OpenedApp;
const counting = () => state.counting as Counting;

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  state.app = await openApp();
  state.counting = await startCounting();
});
afterAll(async () => {
  await state.app?.close();
  state.counting?.server.close();
});

/** Answers anybody with a script, so that imports from it would work too. */
async function startCounting(): Promise<Counting> {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path.startsWith('/probe')) hits.push(path);
    const type = path === '/' ? 'text/html' : 'text/javascript';
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': type });
    response.end(path === '/' ? '<!doctype html><title>no policy</title>' : '');
  });
  server.on('upgrade', (request, socket) => {
    hits.push(request.url ?? '');
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, hits, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Mounts a frame, opens one thread with `source` in it, and resolves with the thread's first message. */
function runThread(page: Page, document: string, source: string): Promise<unknown> {
  return page.evaluate(
    ({ document: srcdoc, source: text }) =>
      new Promise((resolve, reject) => {
        const frame = window.document.createElement('iframe');
        frame.setAttribute('sandbox', 'allow-scripts');
        frame.srcdoc = srcdoc;
        setTimeout(() => reject(new Error('the thread said nothing for 20 s')), 20_000);
        addEventListener('message', (event) => {
          if (event.source !== frame.contentWindow) return;
          if (event.data.type === 'died') reject(new Error(event.data.message));
          if (event.data.type !== 'ready') return;
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = ({ data }) => {
            frame.remove();
            resolve(data);
          };
          frame.contentWindow?.postMessage({ type: 'open', id: 1, source: text }, '*', [port2]);
        });
        window.document.body.append(frame);
      }),
    { document, source },
  );
}

/** Rejects unless the frame's script says within two seconds that it runs. */
function runThreadBriefly(page: Page, document: string): Promise<void> {
  return page.evaluate(
    (srcdoc) =>
      new Promise<void>((resolve, reject) => {
        const frame = window.document.createElement('iframe');
        frame.setAttribute('sandbox', 'allow-scripts');
        frame.srcdoc = srcdoc;
        addEventListener('message', (event) => event.source === frame.contentWindow && resolve());
        setTimeout(() => reject(new Error('never ready')), 2_000);
        window.document.body.append(frame);
      }),
    document,
  );
}

/** Starts a thread that never returns and talks all the time, ends it, and answers how long it was silent 4 s later, ms. */
function runawayThread(page: Page): Promise<number> {
  const source = `onmessage = ({ ports: [port] }) => {
    for (let last = 0; ; ) if (performance.now() - last > 20) { last = performance.now(); port.postMessage(last); }
  };`;
  return page.evaluate(
    ({ srcdoc, text }) =>
      new Promise<number>((resolve) => {
        const frame = window.document.createElement('iframe');
        frame.setAttribute('sandbox', 'allow-scripts');
        frame.srcdoc = srcdoc;
        let heardAt = 0;
        addEventListener('message', (event) => {
          if (event.source !== frame.contentWindow || event.data.type !== 'ready') return;
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => {
            if (heardAt === 0) frame.contentWindow?.postMessage({ type: 'kill', id: 1 }, '*');
            heardAt = performance.now();
          };
          frame.contentWindow?.postMessage({ type: 'open', id: 1, source: text }, '*', [port2]);
          setTimeout(() => resolve(performance.now() - heardAt), 4_000);
        });
        window.document.body.append(frame);
      }),
    { srcdoc: frameDocument, text: source },
  );
}

describe.skipIf(chromiumPath === undefined)('job code in a browser', () => {
  test.each([
    ['of a few kilobytes', ''],
    ['too long for an address', `\n// ${'+'.repeat(3_000_000)}`],
  ])('a thread %s reaches nothing: no server, no storage, no evaluation of text', async (_length, more) => {
    const page = await (await app().context(desktop)).newPage();
    await page.goto(app().url);
    const source = probeSource(counting().url, app().url) + more;
    const found = (await runThread(page, frameDocument, source)) as Record<string, string>;
    expect(Object.entries(found).filter(([, outcome]) => outcome === 'OPEN')).toEqual([]);
    expect(Object.keys(found).length).toBeGreaterThan(15);
    expect(found['wasm']).toBe('works');
    expect(counting().hits).toEqual([]);
    await page.close();
  });

  test('the same probes get through where the wall is missing, so they are real', async () => {
    const page = await (await app().context(desktop)).newPage();
    await page.goto(`${counting().url}/`);
    const open = frameDocument.replace(/<meta http-equiv[^>]*>/, '');
    const found = (await runThread(page, open, probeSource(counting().url, counting().url))) as Record<
      string,
      string
    >;
    expect(found['fetch']).toBe('OPEN');
    expect(found['function']).toBe('OPEN');
    expect(counting().hits.length).toBeGreaterThanOrEqual(6);
    await page.close();
  });

  test('a thread in an endless loop ends when the frame is told to end it', async () => {
    const page = await (await app().context(desktop)).newPage();
    await page.goto(app().url);
    const silenceMs = await runawayThread(page);
    expect(silenceMs).toBeGreaterThan(1_000);
    await page.close();
  });

  test('the frame’s inline script is the only one the page’s policy allows', async () => {
    const page = await (await app().context(desktop)).newPage();
    await page.goto(app().url);
    const other = frameDocument.replace("'use strict';", "'use strict'; // changed\n");
    await expect(runThreadBriefly(page, other)).rejects.toThrow('never ready');
    await page.close();
  });

  test('the built hash kernel computes right in there, and a frame that dies is replaced while it works', async () => {
    const device = await app().device('Sandboxed phone');
    const bytes = Buffer.alloc(24 * 1024 * 1024, 'covey ');
    const parts = [0, 1, 2, 3, 4, 5].map((i) => bytes.subarray(i * 4_194_304, (i + 1) * 4_194_304));
    const manifest = parts.map((part) => ({
      sha: createHash('sha256').update(part).digest('hex'),
      size: part.length,
    }));
    const input = {
      kind: 'files',
      files: Array.from({ length: 12 }, (_, i) => ({
        name: `part ${i}.bin`,
        size: 2_097_152,
        blob: 0,
        offset: i * 2_097_152,
      })),
      blobs: [{ size: bytes.length, parts: manifest }],
    };
    const made = (await askAsOwner(app(), 'POST', '/api/jobs', { kernel: 'hash', input })) as {
      job: JobView;
    };
    const token = { authorization: `Bearer ${await app().ownerToken()}` };
    for (const [i, part] of parts.entries())
      await fetch(`${app().coordinator.url}/api/parts/${manifest[i]!.sha}`, {
        method: 'PUT',
        body: new Uint8Array(part),
        headers: token,
      });
    await askAsOwner(app(), 'POST', `/api/jobs/${made.job.id}/uploaded`);
    await device.waitForSelector('iframe', { state: 'attached' });
    // An emptied frame answers no ping, like one whose process was ended.
    await device.evaluate(() => window.document.querySelector('iframe')?.setAttribute('srcdoc', ''));
    const look = async () => (await askAsOwner(app(), 'GET', `/api/jobs/${made.job.id}`)) as JobView;
    await expect.poll(async () => (await look()).state, { timeout: 90_000, interval: 500 }).toBe('done');
    const output = await fetch(`${app().coordinator.url}/api/jobs/${made.job.id}/outputs/0`, {
      headers: token,
    });
    const digest = (i: number) =>
      createHash('sha256')
        .update(bytes.subarray(i * 2_097_152, (i + 1) * 2_097_152))
        .digest('hex');
    expect((await output.text()).trim().split('\n')).toEqual(
      Array.from({ length: 12 }, (_, i) => `${digest(i)}  part ${i}.bin`),
    );
  });
});
