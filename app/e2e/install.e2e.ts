// Installing: what Chromium asks of an app, on an origin whose certificate is really trusted; when it is offered, and that no is an answer. And
// what an installed app does: the dot on its icon, the share sheet.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { chromiumPath, desktop, phone } from './open-app.ts';
import { hasCertutil, noCertutil, openSecureApp, type SecureApp } from './open-secure-app.ts';
import { submitText } from './submit-text.ts';

const state: { opened?: SecureApp } = {};
const opened = () => state.opened as SecureApp;
const runs = chromiumPath !== undefined && hasCertutil;

beforeAll(async () => {
  if (runs) state.opened = await openSecureApp({ trusted: true });
});
afterAll(() => state.opened?.close());

interface Manifest {
  icons: { src: string; sizes: string; purpose?: string }[];
  screenshots: { src: string; sizes: string }[];
  shortcuts: { url: string }[];
  share_target: { action: string; enctype: string };
  id: string;
}

/** Joins a page that is open already. */
async function joinHere(page: Page, name: string): Promise<void> {
  const { app, secure } = opened();
  const { token } = await app.coordinator.createInvite({ uses: 1, minutes: 15 });
  await page.goto(`${secure}/j#${token}`);
  await page.getByLabel('Name of this device').fill(name);
  await page.getByRole('button', { name: 'Join and help' }).click();
  await page.waitForURL('**/contribute');
  await page.getByRole('heading', { name: 'Ready' }).waitFor();
}

async function openLasting(): Promise<Page> {
  const context = await opened().openLasting();
  onTestFinished(() => context.close());
  const [first] = context.pages();
  return first ?? (await context.newPage());
}

const sizeOf = (png: Buffer) => `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`;

describe.skipIf(chromiumPath === undefined)('an app to install', () => {
  test('has everything that Chromium asks for, and every picture that it names', async ({ skip }) => {
    if (!hasCertutil) skip(noCertutil);
    const page = await openLasting();
    await page.goto(`${opened().secure}/join`);
    await page.waitForFunction(() => window.navigator.serviceWorker.controller !== null);
    const devtools = await page.context().newCDPSession(page);
    const { errors, data } = await devtools.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
    expect(installabilityErrors).toEqual([]);

    const manifest = JSON.parse(data ?? '{}') as Manifest;
    expect(manifest).toMatchObject({
      id: '/',
      display: 'standalone',
      share_target: { action: '/share', method: 'POST', enctype: 'multipart/form-data' },
    });
    expect(manifest.icons.some(({ purpose }) => purpose === 'maskable')).toBe(true);
    const pictures = [...manifest.icons, ...manifest.screenshots];
    expect(pictures.length).toBeGreaterThan(6);
    for (const { src, sizes } of pictures)
      expect(`${src} ${sizeOf(await readFile(new URL(`../static${src}`, import.meta.url)))}`).toBe(
        `${src} ${sizes}`,
      );
    const served = await page.evaluate(
      (urls) => Promise.all(urls.map(async (url) => (await fetch(url)).status)),
      pictures.map(({ src }) => src),
    );
    expect(served).toEqual(pictures.map(() => 200));
    for (const { url } of manifest.shortcuts) {
      await page.goto(opened().secure + url);
      expect(await page.getByText('There is nothing at this address').count()).toBe(0);
    }
  });

  test('is offered after the first finished chunk, not before; and who says “not now” is not asked again', async ({
    skip,
  }) => {
    if (!hasCertutil) skip(noCertutil);
    const { app } = opened();
    const page = await openLasting();
    await page.addInitScript(() => {
      window.addEventListener('beforeinstallprompt', () => Object.assign(window, { wasOffered: true }));
    });
    await joinHere(page, 'Phone that installs');
    await page.waitForFunction(() => 'wasOffered' in window);
    await page.getByText('It opens offline already.').waitFor();
    expect(await page.getByRole('button', { name: 'Install' }).count()).toBe(0);
    await submitText(app, 'First letters', 2);
    await page.getByRole('button', { name: 'Install', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Not now' }).click();
    await page.getByRole('button', { name: 'Install it after all' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Install it after all' }).waitFor();
    expect(await page.getByRole('button', { name: 'Not now' }).count()).toBe(0);
  });

  test('is not offered in a private window, nor on plain http', async ({ skip }) => {
    if (!hasCertutil) skip(noCertutil);
    const { app, plain } = opened();
    const page = await (await app.context(phone)).newPage();
    await joinHere(page, 'Private phone');
    const http = await app.device('Phone on http', phone, plain);
    await submitText(app, 'More letters', 8);
    for (const each of [page, http])
      await expect
        .poll(() => each.evaluate(() => window.localStorage.getItem('covey-has-worked')), { timeout: 60_000 })
        .not.toBeNull();
    await page.getByText('It opens offline already.').waitFor();
    for (const each of [page, http])
      expect(await each.getByRole('button', { name: /Install|Show me how/ }).count()).toBe(0);
    await Promise.all([page.context().close(), http.context().close()]);
  });

  test('on an iPhone is shown in pictures, because Safari offers nothing by itself', async ({ skip }) => {
    if (!hasCertutil) skip(noCertutil);
    const { app } = opened();
    const context = await app.context({
      ...phone,
      userAgent:
        'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
    });
    onTestFinished(() => context.close());
    await context.addInitScript(() => {
      Reflect.deleteProperty(window, 'onbeforeinstallprompt');
      Object.defineProperty(Navigator.prototype, 'userAgentData', { get: () => undefined });
      window.localStorage.setItem('covey-has-worked', '1');
    });
    const page = await context.newPage();
    await joinHere(page, 'iPhone');
    await page.getByRole('button', { name: 'Show me how' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Add to Home Screen', { exact: false }).first().waitFor();
    expect(await dialog.getByRole('listitem').count()).toBe(3);
  });
});

describe.skipIf(chromiumPath === undefined)('an installed app', () => {
  test('has a dot on its icon while it computes, and none while it rests', async ({ skip }) => {
    if (!hasCertutil) skip(noCertutil);
    const { app } = opened();
    const context = await app.context(phone);
    onTestFinished(() => context.close());
    await context.addInitScript(() => {
      const shown: string[] = [];
      Object.assign(window, { shown });
      Object.assign(Navigator.prototype, {
        setAppBadge: async () => void shown.push('dot'),
        clearAppBadge: async () => void shown.push('none'),
      });
    });
    const page = await context.newPage();
    await joinHere(page, 'Badged phone');
    const shown = () => page.evaluate(() => (window as unknown as { shown: string[] }).shown);
    expect((await shown()).includes('dot')).toBe(false);
    await submitText(app, 'Letters for a badge', 4);
    await expect.poll(async () => (await shown()).includes('dot'), { timeout: 60_000 }).toBe(true);
    await expect.poll(async () => (await shown()).at(-1), { timeout: 60_000 }).toBe('none');
  });

  test('hands the join link to the share sheet, and offers to copy it where there is none', async ({
    skip,
  }) => {
    if (!hasCertutil) skip(noCertutil);
    const { app } = opened();
    const context = await app.context(desktop);
    onTestFinished(() => context.close());
    await context.addInitScript(() => {
      Object.assign(Navigator.prototype, {
        share: async (what: ShareData) => void Object.assign(window, { shared: what }),
      });
    });
    const page = await context.newPage();
    await page.goto(app.coordinator.makeSetupUrl());
    await page.waitForURL('**/overview');
    await page.goto(`${app.url}/devices`);
    await page.getByRole('button', { name: 'Add a device' }).click();
    await page.getByRole('button', { name: 'Share link' }).click();
    const shared = await page.evaluate(() => (window as unknown as { shared: ShareData }).shared);
    expect(shared.url).toMatch(/^https?:\/\/[^/]+\/j#[\w-]{22}$/);
    expect(shared.text).toContain('Lend your device to');
    await page.getByRole('button', { name: 'Copy link' }).waitFor();

    const plain = await app.owner();
    onTestFinished(() => plain.context().close());
    await plain.goto(`${app.url}/devices`);
    await plain.getByRole('button', { name: 'Add a device' }).click();
    await plain.getByRole('button', { name: 'Copy link' }).waitFor();
    expect(await plain.getByRole('button', { name: 'Share link' }).count()).toBe(0);
  });
});
