// What a browser holds is not lost: not without the coordinator, nor by a reload, a closed tab, a newer app or a page that the system puts to
// sleep. What it did offline is told from what it does later by pausing it before the coordinator comes back.
import { rm } from 'node:fs/promises';
import type { Page } from 'playwright';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { DeviceView } from '../../shared/contract/device.ts';
import type { JobView } from '../../shared/contract/job.ts';
import { buildNewer } from './build-newer.ts';
import { askAsOwner, chromiumPath, type OpenedApp, openApp } from './open-app.ts';

const state: { app?: OpenedApp } = {};
const app = () => state.app as OpenedApp;
const patiently = { timeout: 120_000, interval: 200 };
const MINUTE_MS = 60_000;
/** An eighth of a second to half of one, by the computer. */
const CHUNK_WORK = 30_000_000;

beforeEach(async () => {
  if (chromiumPath !== undefined) state.app = await openApp();
});
afterEach(() => state.app?.close());

const job = async () => ((await askAsOwner(app(), 'GET', '/api/jobs')) as JobView[])[0] as JobView;
const device = async () =>
  ((await askAsOwner(app(), 'GET', '/api/devices')) as DeviceView[])[0] as DeviceView;
const acceptedSoFar = async () => (await job()).accepted;

/** Batches in the outbox of the page's browser. */
const waiting = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = window.indexedDB.open('covey');
        opening.onerror = () => reject(new Error('no database'));
        opening.onsuccess = () => {
          const asked = opening.result.transaction('outbox').objectStore('outbox').count();
          asked.onsuccess = () => {
            opening.result.close();
            resolve(asked.result);
          };
        };
      }),
  );

/** A phone at work on numbers, which need no input: what it holds it can compute without the coordinator. */
async function atWork(chunks: number): Promise<Page> {
  const page = await app().device('Steady phone');
  await page.waitForFunction(() => window.navigator.serviceWorker.controller !== null);
  await askAsOwner(app(), 'POST', '/api/jobs', {
    kernel: 'probe',
    name: 'Numbers',
    input: { kind: 'range', start: 0, count: chunks },
    params: { work: CHUNK_WORK },
    verification: 'trust',
  });
  await expect.poll(acceptedSoFar, patiently).toBeGreaterThan(0);
  return page;
}

/** Takes the coordinator away while the phone computes, until it has done what it holds. Answers how much was accepted before. */
async function cutOff(page: Page): Promise<number> {
  const before = await acceptedSoFar();
  await app().stopCoordinator();
  await expect.poll(() => waiting(page), patiently).toBeGreaterThan(0);
  return before;
}

const isOver = async (files: number) => {
  await expect.poll(async () => (await job()).state, patiently).toBe('done');
  expect(await job()).toMatchObject({ chunks: files, accepted: files, failed: 0, rejected: 0 });
};

const become = (page: Page, visibility: 'hidden' | 'visible') =>
  page.evaluate((now) => {
    Object.defineProperty(window.document, 'visibilityState', { value: now, configurable: true });
    window.document.dispatchEvent(new Event('visibilitychange'));
  }, visibility);

describe.skipIf(chromiumPath === undefined)('work in hand', () => {
  test('goes on for a minute without the coordinator, and is delivered when it is back', async () => {
    const page = await atWork(40);
    const before = await cutOff(page);
    const away = Date.now();
    await page
      .getByText('What is in hand goes on and is delivered later')
      .or(page.getByRole('heading', { name: 'Offline' }))
      .waitFor();
    await expect
      .poll(() => Date.now() - away, { timeout: 90_000, interval: 1_000 })
      .toBeGreaterThan(MINUTE_MS);
    await page.getByRole('button', { name: 'Pause' }).click();
    const held = await waiting(page);
    expect(held).toBeGreaterThan(0);
    await app().startCoordinator();
    // paused: what is accepted now was computed while nobody was there
    await expect.poll(() => waiting(page), patiently).toBe(0);
    await expect.poll(acceptedSoFar, patiently).toBeGreaterThan(before);
    await page.getByRole('button', { name: 'Start' }).click();
    await isOver(40);
  });

  test('survives a reload in the middle, and a tab that is closed while the coordinator is away', async () => {
    const page = await atWork(40);
    await page.reload();
    await page.getByText('Working on').waitFor();
    const before = await cutOff(page);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('heading', { name: 'Paused' }).waitFor();
    const context = page.context();
    await page.close();
    const again = await context.newPage();
    await again.goto(`${app().url}/contribute`);
    await again.getByRole('heading', { name: 'Paused' }).waitFor();
    expect(await waiting(again)).toBeGreaterThan(0);
    await app().startCoordinator();
    await expect.poll(() => waiting(again), patiently).toBe(0);
    await expect.poll(acceptedSoFar, patiently).toBeGreaterThan(before);
    await again.getByRole('button', { name: 'Start' }).click();
    await isOver(40);
    expect(await device()).toMatchObject({ name: 'Steady phone' });
  });

  test('survives a newer app: the phone that computes hears of it, and goes on by itself after it was shown', async () => {
    // first, because it takes longer than the work
    const newer = await buildNewer();
    onTestFinished(() => rm(newer, { recursive: true, force: true }));
    const page = await atWork(30);
    await app().stopCoordinator();
    await app().startCoordinator(newer);
    // nobody reloads it: it asks when its coordinator is back
    await page.getByText('A newer Covey is ready.').waitFor();
    await page.getByText('Working on').waitFor();
    await page.evaluate(() => Object.assign(window, { isOld: true }));
    await page.getByRole('button', { name: 'Show it' }).click();
    await page.waitForFunction(() => !('isOld' in window));
    expect((await job()).state).toBe('running');
    await page.getByText('Working on').waitFor();
    await isOver(30);
    expect(await page.getByText('A newer Covey is ready.').count()).toBe(0);
  });

  test('goes back at once when the page is hidden; asleep for a while, it resumes without a new scan and without blame', async () => {
    const page = await atWork(30);
    const { id } = await device();
    const hidden = Date.now();
    await become(page, 'hidden');
    await expect
      .poll(device, { timeout: 5_000, interval: 50 })
      .toMatchObject({ reason: 'hidden', leased: 0 });
    process.stdout.write(`hidden: said so and gave its chunks back after ${Date.now() - hidden} ms\n`);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
    await app().stopCoordinator();
    await app().startCoordinator();
    await devtools.send('Page.setWebLifecycleState', { state: 'active' });
    await become(page, 'visible');
    await page.getByText('Working on').waitFor({ timeout: 60_000 });
    await isOver(30);
    expect(await device()).toMatchObject({ id, name: 'Steady phone' });
  });
});
