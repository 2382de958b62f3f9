// A page of which a part does not arrive: it is loaded again by itself, and where that does not help it says so and waits for the person.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, type OpenedApp, openApp, phone } from './open-app.ts';

const PARTS = '**/_app/immutable/**/*.js';
const state: { app?: OpenedApp } = {};

beforeAll(async () => {
  if (chromiumPath !== undefined) state.app = await openApp();
});
afterAll(() => state.app?.close());

async function openPage() {
  const app = state.app as OpenedApp;
  const context = await app.browser.newContext({ ...phone, serviceWorkers: 'block' });
  const page = await context.newPage();
  const join = page.getByRole('heading', { name: 'Lend this device' });
  return { page, join, open: () => page.goto(`${app.url}/join`), close: () => context.close() };
}

describe.skipIf(chromiumPath === undefined)('a page of which a part did not arrive', () => {
  test('comes by itself once the network is calm again', async () => {
    const { page, join, open, close } = await openPage();
    let dropped = 0;
    await page.route(PARTS, (route) => {
      dropped += 1;
      return dropped <= 2 ? route.abort('failed') : route.continue();
    });
    await open();
    await join.waitFor();
    expect(dropped).toBeGreaterThan(2);
    await close();
  });

  test('says so after some attempts, and comes when the person asks', async () => {
    const { page, join, open, close } = await openPage();
    let loads = 0;
    page.on('load', () => (loads += 1));
    await page.route(PARTS, (route) => route.abort('failed'));
    await open();
    const again = page.getByRole('button', { name: 'Load it again' });
    await again.waitFor();
    expect(loads).toBe(4);
    expect(await page.getByRole('alert').textContent()).toContain('on the same network as the coordinator?');
    await page.unroute(PARTS);
    await again.click();
    await join.waitFor();
    await close();
  });
});
