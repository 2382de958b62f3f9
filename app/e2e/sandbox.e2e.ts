// What job code can reach from a compute thread: nothing. In a real Chromium, under the policy that the coordinator really sends,
// with a server that counts who gets through; and the same code without the wall, to show that the probes are real.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { frameDocument } from '../../shared/platform/browser/sandbox/frame-document.ts';
import { countHits, type HitCounter } from '../../shared/testing/escape/count-hits.ts';
import { escapeCases } from '../../shared/testing/escape/escape-cases.ts';
import { judgeEscapes } from '../../shared/testing/escape/escape-script.ts';
import type { JobView } from '../../shared/contract/job.ts';
import {
  beReachable,
  controlThread,
  endRunaway,
  frameRuns,
  HARMLESS,
  policedThreads,
  RUNAWAY,
  runWorker,
  tryWays,
} from './escape-pages.ts';
import { askAsOwner, chromiumPath, desktop, type OpenedApp, openApp } from './open-app.ts';
import { tryWaysOut } from './try-ways-out.ts';

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

describe.skipIf(chromiumPath === undefined)('job code in a browser', () => {
  test('every way out is closed in a device’s thread and open without the wall, or is not there at all', async () => {
    const { url, host, port, hits } = counter();
    const to = { url, host, port, home: app().url };
    const device = await app().device('Escape artist', desktop);
    await device.evaluate(beReachable);
    const walled = await tryWaysOut(app(), to);

    // the policy alone: the same frame in the same page, with all that a browser gives a thread
    const policed: string[][] = [];
    for (const source of policedThreads(to))
      policed.push(
        await device.evaluate(tryWays, { srcdoc: frameDocument, source, count: escapeCases.length }),
      );
    await device.close();
    expect(hits).toEqual([]);

    const page = await (await app().context({ ...desktop, permissions: ['notifications'] })).newPage();
    await page.goto(`${url}/`);
    await page.evaluate(beReachable);
    const control = (await page.evaluate(runWorker, controlThread({ ...to, home: url }))) as string[];
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
    const silenceMs = await page.evaluate(endRunaway, { srcdoc: frameDocument, source: RUNAWAY });
    expect(silenceMs).toBeGreaterThan(1_000);
    await page.close();
  });

  test('the frame’s inline script is the only one the page’s policy allows', async () => {
    const page = await (await app().context(desktop)).newPage();
    await page.goto(app().url);
    const other = frameDocument.replace("'use strict';", "'use strict'; // changed\n");
    expect(await page.evaluate(frameRuns, frameDocument)).toBe(true);
    expect(await page.evaluate(frameRuns, other)).toBe(false);
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
