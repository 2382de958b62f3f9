// The ladder in a real Chromium: plain http works and is left alone, an accepted warning is Turbo, trust is App; and a device that climbs stays
// the same device. The browser trusts by a store in a HOME of its own.
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { DeviceView } from '../../shared/contract/device.ts';
import { askAsOwner, chromiumPath, desktop, openApp, phone } from './open-app.ts';
import { hasCertutil, noCertutil, openSecureApp, type SecureApp } from './open-secure-app.ts';
import { submitText } from './submit-text.ts';

const state: { opened?: SecureApp } = {};
const opened = () => state.opened as SecureApp;
const lenient = { ...phone, ignoreHTTPSErrors: true };
const patiently = { timeout: 60_000, interval: 200 };

beforeAll(async () => {
  if (chromiumPath !== undefined) state.opened = await openSecureApp();
});
afterAll(() => state.opened?.close());

const isProbe = (url: URL) => url.protocol === 'https:' && url.pathname === '/icons/covey.svg';
const present = (page: Page) => page.locator('[aria-current="step"]').innerText();
const devices = async () => (await askAsOwner(opened().app, 'GET', '/api/devices')) as DeviceView[];
const deviceOf = async (name: string) => (await devices()).find((device) => device.name === name);

describe.skipIf(chromiumPath === undefined)('the ladder', () => {
  test('on plain http a phone is Working, is sent nowhere and complains of nothing; the warning is shown before it comes', async () => {
    const { app, plain } = opened();
    const page = await app.device('Plain phone', phone, plain);
    await page.getByRole('heading', { name: 'Ready' }).waitFor();
    await page.getByRole('button', { name: 'Turn on Turbo' }).waitFor();
    expect(await present(page)).toContain('Working');
    expect(await page.evaluate(() => [window.isSecureContext, window.location.protocol])).toEqual([
      false,
      'http:',
    ]);
    expect(app.complaints).toEqual([]);
    await page.getByRole('button', { name: 'Turn on Turbo' }).click();
    await page.getByRole('heading', { name: 'Your phone will warn you' }).waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('heading', { name: 'Ready' }).waitFor();
    expect(page.url()).toBe(`${plain}/contribute`);
    // the one line that the question itself costs
    expect(app.complaints.splice(0)).toEqual([expect.stringContaining('ERR_CERT_AUTHORITY_INVALID')]);
  });

  test('who turns back at the warning goes on over http as the same device', async () => {
    const { app, plain } = opened();
    const page = await app.device('Shy phone', phone, plain);
    await page.getByRole('heading', { name: 'Ready' }).waitFor();
    await page.getByRole('button', { name: 'Turn on Turbo' }).click();
    const before = await deviceOf('Shy phone');
    await page.getByRole('button', { name: 'Open it over https' }).click();
    await expect.poll(async () => (await deviceOf('Shy phone'))?.connected, patiently).toBe(false);
    await expect.poll(() => page.url()).toBe('chrome-error://chromewebdata/');
    await page.goto(`${plain}/contribute`);
    await page.getByRole('heading', { name: 'Ready' }).waitFor();
    expect((await deviceOf('Shy phone'))?.id).toBe(before?.id);
    app.complaints.length = 0;
  });

  test('[P8] a device that climbs to https keeps its id, its counters and its person’s limits; the old address says where it went', async () => {
    const { app, plain, secure } = opened();
    const page = await app.device('Climbing phone', lenient, plain);
    await page.getByRole('heading', { name: 'Ready' }).waitFor();
    const job = `/api/jobs/${await submitText(app, 'Letters', 4)}`;
    // nothing is under way any more that would count later
    await expect.poll(() => askAsOwner(app, 'GET', job), patiently).toMatchObject({ state: 'done' });
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('heading', { name: 'Paused' }).waitFor();
    const before = await deviceOf('Climbing phone');
    await page.getByRole('button', { name: 'Turn on Turbo' }).click();
    await page.waitForURL(`${secure}/contribute`);
    await page.getByRole('heading', { name: 'Paused' }).waitFor();
    await page.getByRole('link', { name: 'Show me how' }).waitFor();
    expect(await present(page)).toContain('Turbo');
    expect(await page.evaluate(() => window.isSecureContext)).toBe(true);
    const after = await deviceOf('Climbing phone');
    expect(after).toMatchObject({
      id: before?.id,
      chunksDone: before?.chunksDone,
      cpuSeconds: before?.cpuSeconds,
      joinedAt: before?.joinedAt,
      connected: true,
    });
    expect((await devices()).filter(({ name }) => name === 'Climbing phone')).toHaveLength(1);
    await page.reload();
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('heading', { name: 'Ready' }).waitFor();

    const strict = await page.context().newPage();
    await strict.route(isProbe, (route) => route.abort());
    await strict.goto(`${plain}/contribute`);
    await strict.getByText('Climbing phone went on over https').waitFor();
    expect(await strict.getByRole('link', { name: 'Go there' }).getAttribute('href')).toBe(
      `${secure}/contribute`,
    );
    expect(await kept(strict, 'device')).toEqual([]);
    expect((await deviceOf('Climbing phone'))?.connected).toBe(true);
    await strict.goto(`${plain}/`);
    await strict.waitForURL(`${plain}/contribute`);
    await strict.unroute(isProbe);
    // the page goes on to https by itself, perhaps before its reload has ended
    await strict.reload({ waitUntil: 'commit' }).catch(() => undefined);
    await strict.waitForURL(`${secure}/contribute`);
    app.complaints.length = 0;
  });

  test('a handover link takes over at once only in the browser that began it; any other asks first', async () => {
    const { app, plain, secure } = opened();
    const stranger = await (await app.context(lenient)).newPage();
    await stranger.goto(`${secure}/j#h=AAAAAAAAAAAAAAAAAAAAAA&m=mark`);
    await stranger.getByRole('button', { name: 'Go on here' }).waitFor();
    expect(stranger.url()).toBe(`${secure}/j`);
    await stranger.getByRole('button', { name: 'Go on here' }).click();
    await stranger.getByRole('alert').getByText('used already or is too old').waitFor();
    expect(await kept(stranger, 'device')).toEqual([]);
    expect(await stranger.getByRole('link', { name: 'Back to where it works' }).getAttribute('href')).toBe(
      `${plain}/contribute`,
    );
    app.complaints.length = 0;
  });

  test('a coordinator without https offers nothing that it cannot keep', async () => {
    const app = await openApp({ args: ['--host-resolver-rules=MAP covey.lan 127.0.0.1'] });
    onTestFinished(() => app.close());
    const page = await app.device('Plain phone', phone, app.url.replace('localhost', 'covey.lan'));
    await page.getByText('speaks plain http only').waitFor();
    expect(await present(page)).toContain('Working');
    expect(await page.getByRole('button', { name: 'Turn on Turbo' }).count()).toBe(0);
    expect(app.complaints).toEqual([]);
  });

  test('with the root trusted, http leads to https without a warning, and https is App', async ({ skip }) => {
    if (!hasCertutil) skip(noCertutil);
    const { app, plain, secure, close } = await openSecureApp({ trusted: true });
    onTestFinished(close);
    const page = await app.device('Trusting laptop', desktop, plain);
    await page.getByRole('heading', { name: 'Ready' }).waitFor();
    expect(await present(page)).toContain('Working');
    await page.getByRole('button', { name: 'Turn on Turbo' }).click();
    await page.waitForURL(`${secure}/contribute`);
    await page.getByRole('heading', { name: 'Ready' }).waitFor();
    await expect.poll(() => present(page), { timeout: 10_000 }).toContain('App');
    await page.goto(`${secure}/trust`);
    await page.getByText('This browser trusts the coordinator').waitFor();
    expect(app.complaints).toEqual([]);
  });
});

/** What lies in a store of the page's own database, once the page has made it. */
function kept(page: Page, store: string): Promise<unknown[]> {
  return page.evaluate(
    (name) =>
      new Promise<unknown[]>((resolve, reject) => {
        const opening = window.indexedDB.open('covey');
        opening.onerror = () => reject(new Error('no database'));
        opening.onsuccess = () => {
          const asked = opening.result.transaction(name).objectStore(name).getAllKeys();
          asked.onsuccess = () => {
            opening.result.close();
            resolve(asked.result);
          };
        };
      }),
    store,
  );
}
