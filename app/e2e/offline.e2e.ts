// The app without its coordinator: opens, shows what was last known, says so, and is back by itself; and a newer app asks first.
import { rm } from 'node:fs/promises';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildNewer } from './build-newer.ts';
import { chromiumPath, type OpenedApp, openApp } from './open-app.ts';

const state: { app?: OpenedApp; newerDir?: string } = {};
const app = () => state.app as OpenedApp;

beforeAll(async () => {
  if (chromiumPath !== undefined) state.app = await openApp();
});
afterAll(async () => {
  await state.app?.close();
  if (state.newerDir !== undefined) await rm(state.newerDir, { recursive: true, force: true });
});

const isControlled = (page: Page) =>
  page.waitForFunction(() => window.navigator.serviceWorker.controller !== null);

describe.skipIf(chromiumPath === undefined)('the app without its coordinator', () => {
  test('opens, shows what was last known, says so, and comes back by itself', async () => {
    const owner = await app().owner();
    const device = await app().device('Steady phone');
    await owner.getByText('Steady phone').first().waitFor();
    await Promise.all([isControlled(owner), isControlled(device)]);
    await app().stopCoordinator();
    await owner.getByText('The coordinator cannot be reached.').waitFor();
    await device.getByRole('heading', { name: 'Offline' }).waitFor();
    for (const path of ['/overview', '/', '/devices']) {
      await owner.goto(app().url + path);
      await owner.getByText('You see what was last known').waitFor();
      await owner.getByText('Steady phone').first().waitFor();
    }
    await device.reload();
    await device.getByRole('heading', { name: 'Offline' }).waitFor();
    await app().startCoordinator();
    await device.getByRole('heading', { name: 'Ready' }).waitFor();
    await owner.getByText('The coordinator cannot be reached.').waitFor({ state: 'detached' });
    await owner.getByText('Ready').first().waitFor();
    expect(await owner.getByText('Last seen').count()).toBe(0);
  });

  test('says at once that the network is gone, and is back with it', async () => {
    const owner = await app().owner();
    const device = await app().device('Roaming phone');
    await device.getByRole('heading', { name: 'Ready' }).waitFor();
    await owner.getByText('Roaming phone').first().waitFor();
    const contexts = [owner.context(), device.context()];
    await Promise.all(contexts.map((context) => context.setOffline(true)));
    // without the browser's word it would take until nobody answers a ping: up to 25 s
    const soon = { timeout: 5_000 };
    await Promise.all([
      device.getByRole('heading', { name: 'Offline' }).waitFor(soon),
      owner.getByText('The coordinator cannot be reached.').waitFor(soon),
    ]);
    await Promise.all(contexts.map((context) => context.setOffline(false)));
    await Promise.all([
      device.getByRole('heading', { name: 'Ready' }).waitFor(soon),
      owner.getByText('The coordinator cannot be reached.').waitFor({ ...soon, state: 'detached' }),
    ]);
    expect(await owner.getByText('You see what was last known').count()).toBe(0);
  });

  test('a newer app waits until somebody says yes', async () => {
    const page = await app().device('Careful phone');
    await isControlled(page);
    state.newerDir = await buildNewer();
    await app().stopCoordinator();
    await app().startCoordinator(state.newerDir);
    await page.reload();
    await page.getByText('A newer Covey is ready.').waitFor();
    await page.evaluate(() => Object.assign(window, { isOld: true }));
    await page.getByRole('button', { name: 'Show it' }).click();
    await page.waitForFunction(() => !('isOld' in window));
    await page.getByRole('heading', { name: 'Ready' }).waitFor();
    expect(await page.getByText('A newer Covey is ready.').count()).toBe(0);
  });
});
