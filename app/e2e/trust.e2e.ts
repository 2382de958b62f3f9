// The trust page in a real Chromium: open to everybody, a guide for every platform, the fingerprint that the command line prints, files that are
// what they say; and it notices by itself when trust appears.
import { createHash, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { showAuthority } from '../../server/tls/authority/steer-authority.ts';
import { askAsOwner, chromiumPath, desktop, phone } from './open-app.ts';
import { openSecureApp, type SecureApp } from './open-secure-app.ts';

const state: { opened?: SecureApp } = {};
const opened = () => state.opened as SecureApp;

beforeAll(async () => {
  if (chromiumPath !== undefined) state.opened = await openSecureApp();
});
afterAll(() => state.opened?.close());

async function openTrust(options = phone): Promise<Page> {
  const page = await (await opened().app.context(options)).newPage();
  await page.goto(`${opened().plain}/trust`);
  await page.getByRole('heading', { name: 'Trust this coordinator' }).waitFor();
  return page;
}

/** As if the person had just let the system trust the root. */
async function beginTrusting(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Security.setIgnoreCertificateErrors', { ignore: true });
}

describe.skipIf(chromiumPath === undefined)('the trust page', () => {
  test('is open to who never signed in, and shows the fingerprint that the command line prints and the file has', async () => {
    const page = await openTrust();
    const shown = page.getByLabel('SHA-256 fingerprint');
    const digits = (await shown.innerText()).replace(/\s/g, '').toLowerCase();
    expect(digits).toBe(opened().app.coordinator.tls.fingerprint);
    expect(digits).toBe((await showAuthority(opened().app.dataDir))?.fingerprint);
    expect(await shown.locator('span').count()).toBe(16);
    const downloading = page.waitForEvent('download');
    await page.getByText('Android', { exact: true }).first().click();
    await page.getByRole('link', { name: 'Download the certificate' }).click();
    const file = await downloading;
    const bytes = await readFile(await file.path());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(digits);
    expect(new X509Certificate(bytes).ca).toBe(true);
    expect(await page.getByText(file.suggestedFilename()).count()).toBeGreaterThan(0);
  });

  test('every platform has its own file, pictures and way back', async () => {
    const page = await openTrust(desktop);
    const ways = new Map<string, string>();
    for (const platform of ['iPhone', 'Android', 'Mac', 'Windows', 'Linux', 'Firefox']) {
      await page.getByText(platform, { exact: true }).first().click();
      const removal = page.locator('section', { hasText: `Remove it again · ${platform}` }).last();
      ways.set(platform, await removal.innerText());
      expect(
        await page
          .locator('ol svg[viewBox]')
          .filter({ has: page.locator('text') })
          .count(),
      ).toBeGreaterThanOrEqual(3);
      const href = await page.getByRole('link', { name: /Download/ }).getAttribute('href');
      expect(href).toBe(platform === 'iPhone' ? '/api/ca.mobileconfig' : '/api/ca.crt');
      expect((await fetch(opened().app.url + href)).status).toBe(200);
    }
    expect(new Set(ways.values()).size).toBe(6);
  });

  test('says that one step is left once the file is there, notices trust by itself and leads on over https', async () => {
    const page = await openTrust();
    expect(await page.getByText('One step left').count()).toBe(0);
    await page.getByRole('link', { name: /Download/ }).click();
    await page.getByText('One step left').waitFor();
    await page.reload();
    await page.getByText('One step left').waitFor();
    await beginTrusting(page);
    await page.getByText('https opens without a warning').waitFor();
    await page.getByRole('button', { name: 'Go on over https' }).click();
    await page.waitForURL(`${opened().secure}/`);
    await page.getByLabel('Join code').waitFor();
  });

  test('a device that begins to trust goes on over https as the same device', async () => {
    const { app, plain, secure } = opened();
    const page = await app.device('Trusting phone', phone, plain);
    await page.getByRole('heading', { name: 'Ready' }).waitFor();
    const ids = async () =>
      ((await askAsOwner(app, 'GET', '/api/devices')) as { id: string; connected: boolean }[]).map(
        ({ id, connected }) => [id, connected],
      );
    const before = await ids();
    await page.goto(`${plain}/trust`);
    await beginTrusting(page);
    await page.getByRole('button', { name: 'Go on over https' }).click();
    await page.waitForURL(`${secure}/contribute`);
    await page.getByRole('heading', { name: 'Ready' }).waitFor();
    expect(await ids()).toEqual(before);
  });

  test('behind an accepted warning it still shows how to trust, since nothing is trusted yet', async () => {
    const page = await (await opened().app.context({ ...phone, ignoreHTTPSErrors: true })).newPage();
    await page.goto(`${opened().secure}/trust`);
    await page.getByRole('link', { name: /Download/ }).waitFor();
    await page.getByRole('link', { name: /Download/ }).click();
    await page.getByText('One step left').waitFor();
    expect(await page.getByText('trusts the coordinator').count()).toBe(0);
  });
});
