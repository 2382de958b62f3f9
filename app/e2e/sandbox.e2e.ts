// What job code can reach from a compute thread: nothing. In a real Chromium, under the policy that the coordinator really sends,
// with a server that counts who gets through; and the same code without the wall, to show that the probes are real.
import { createHash } from 'node:crypto';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { frameDocument } from '../../shared/platform/browser/sandbox/frame-document.ts';
import { countHits, type HitCounter } from '../../shared/testing/escape/count-hits.ts';
import { escapeCases } from '../../shared/testing/escape/escape-cases.ts';
import {
  escapeControl,
  escapeModule,
  type EscapeTarget,
  judgeEscapes,
} from '../../shared/testing/escape/escape-script.ts';
import type { JobView } from '../../shared/contract/job.ts';
import { outputsOf } from './job-outputs.ts';
import { askAsOwner, chromiumPath, desktop, type OpenedApp, openApp } from './open-app.ts';
import { submitScript } from './submit-script.ts';

const state: { app?: OpenedApp; counter?: HitCounter } = {};
const app = () => state.app as OpenedApp;
const counter = () => state.counter as HitCounter;

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  state.app = await openApp();
  state.counter = await countHits();
});
afterAll(async () => {
  await state.app?.close();
  state.counter?.close();
});

/** What the app itself might be reached by: it holds a lock and answers on a channel. */
const beReachable = (page: Page) =>
  page.evaluate(() => {
    new BroadcastChannel('covey-escape').onmessage = (event) =>
      (event.target as BroadcastChannel).postMessage('yes');
    void navigator.locks.request('covey-escape', () => new Promise(() => undefined));
  });

const CONTROL = `${escapeControl()}(TARGET)`;
const withTarget = (text: string, to: EscapeTarget) => text.replace('TARGET', () => JSON.stringify(to));

/** What the policy alone lets be: threads under the same policy, and what asks the person first. Job code finds neither. */
const HARMLESS = {
  'a module thread': 'it is under the same policy, and ends with its thread',
  notifications: 'without permission nothing is shown',
};

/** Such a thread is started in another way. */
const TOO_LONG_FOR_AN_ADDRESS = `\n// ${'+'.repeat(3_000_000)}`;

/** The first message of a thread that the page itself starts. */
const runWorker = (page: Page, text: string) =>
  page.evaluate(
    (source) =>
      new Promise<string[]>((resolve) => {
        const thread = new Worker(URL.createObjectURL(new Blob([source])));
        thread.onmessage = ({ data }) => resolve(data as string[]);
      }),
    text,
  );

/** Mounts a frame, opens one thread with `source` in it, and resolves with the thread's first message. */
function runThread(page: Page, document: string, source: string): Promise<unknown> {
  return page.evaluate(
    ({ document: srcdoc, source: text }) =>
      new Promise((resolve, reject) => {
        const frame = window.document.createElement('iframe');
        frame.setAttribute('sandbox', 'allow-scripts');
        frame.srcdoc = srcdoc;
        setTimeout(() => reject(new Error('the thread said nothing for 60 s')), 60_000);
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
  test('every way out is closed in a device’s thread and open without the wall, or is not there at all', async () => {
    const { url, host, port, hits } = counter();
    const to = { url, host, port, home: app().url };
    const device = await app().device('Escape artist', desktop);
    await beReachable(device);
    const job = await submitScript(app(), {
      text: escapeModule(),
      params: { args: to, group: 1, seconds: 30 },
      count: escapeCases.length,
    });
    const outputs = await outputsOf(app(), job.id);
    const lines = (outputs.get('results.jsonl') ?? '').trim().split('\n');
    const walled = lines.map((line) => JSON.parse(line) as string);
    expect([...outputs.keys()]).toEqual(['results.jsonl']);

    // the policy alone: the same frame in the same page, with all that a browser gives a thread
    const behind = `${CONTROL}.then((found) => port.postMessage(found))`;
    const policed: string[][] = [];
    for (const more of ['', TOO_LONG_FOR_AN_ADDRESS])
      policed.push(
        (await runThread(
          device,
          frameDocument,
          `onmessage = ({ ports: [port] }) => ${withTarget(behind, to)}${more}`,
        )) as string[],
      );
    await device.close();
    expect(hits).toEqual([]);

    const page = await (await app().context({ ...desktop, permissions: ['notifications'] })).newPage();
    await page.goto(`${url}/`);
    await beReachable(page);
    const control = await runWorker(
      page,
      withTarget(`${CONTROL}.then((found) => postMessage(found));`, { ...to, home: url }),
    );
    await page.close();
    const report = judgeEscapes(walled, control);
    console.log(
      `Chromium: ${report.held.length} ways held: ${report.held.join(', ')}. Not there: ${report.absent.join(', ')}.`,
    );
    expect(report.open).toEqual([]);
    expect(report.doubtful).toEqual([]);
    expect(report.held.length).toBeGreaterThanOrEqual(30);
    expect(hits.length).toBeGreaterThanOrEqual(10);
    for (const found of policed) expect(judgeEscapes(found, control, HARMLESS).open).toEqual([]);
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
