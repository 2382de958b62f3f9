// The screens on the way in (the ladder to https, the trust page, the scanner, what another app shared, installing), light and dark, as a phone and as a
// desktop: that each comes up without scrolling sideways and, by `npm run screens`, a picture of it in test-results/way-in-screens for people to look at.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContextOptions } from 'playwright';
import { describe, expect, test } from 'vitest';
import { chromiumPath, desktop, openApp, phone } from './open-app.ts';
import { drawPicture, film, filmWall } from './film-qr.ts';
import { makeCamera } from './make-camera.ts';
import { hasCertutil, openSecureApp } from './open-secure-app.ts';
import { shareFiles } from './share-files.ts';
import { useApp } from './use-app.ts';

const { shoot, faults } = makeCamera(new URL('../../test-results/way-in-screens/', import.meta.url).pathname);
const sizes: Record<string, BrowserContextOptions> = { phone, desktop };

describe.skipIf(chromiumPath === undefined)('every screen on the way in', () => {
  const { app } = useApp();

  test('the ladder on http and behind an accepted warning, the warning, what the old address says, and the trust page', async () => {
    const { app: secured, plain, secure, close } = await openSecureApp();
    try {
      const device = await secured.device('Emma’s phone', phone, plain);
      await device.getByRole('button', { name: 'Turn on Turbo' }).waitFor();
      await shoot(device, 'ladder-working');
      await device.getByRole('button', { name: 'Turn on Turbo' }).click();
      for (const browser of ['Chrome', 'Safari', 'Firefox']) {
        await device.getByRole('dialog').getByText(browser, { exact: true }).click();
        await shoot(device, `ladder-warning-${browser.toLowerCase()}`);
      }
      await device.setViewportSize(desktop.viewport ?? { width: 1280, height: 800 });
      await shoot(device, 'ladder-warning-firefox');
      await device.getByRole('button', { name: 'Close' }).click();
      await shoot(device, 'ladder-working');

      const lenient = { ...phone, ignoreHTTPSErrors: true };
      const turbo = await secured.device('Emma’s phone', lenient, plain);
      await turbo.getByRole('button', { name: 'Turn on Turbo' }).click();
      await turbo.waitForURL(`${secure}/contribute`);
      await turbo.getByRole('link', { name: 'Show me how' }).waitFor();
      await shoot(turbo, 'ladder-turbo');
      await turbo.setViewportSize(desktop.viewport ?? { width: 1280, height: 800 });
      await shoot(turbo, 'ladder-turbo');
      const old = await turbo.context().newPage();
      await old.setViewportSize(phone.viewport ?? { width: 390, height: 844 });
      await old.route(/^https:.*\/icons\/covey\.svg$/, (route) => route.abort());
      await old.goto(`${plain}/contribute`);
      await old.getByText('went on over https').waitFor();
      await shoot(old, 'ladder-moved');
      const local = await secured.device('Study laptop', desktop);
      await local.getByText('It opens offline already').waitFor();
      await shoot(local, 'ladder-app');

      for (const [size, options] of Object.entries(sizes)) {
        const page = await (await secured.context(options)).newPage();
        await page.goto(`${plain}/trust`);
        for (const platform of ['iPhone', 'Android', 'Mac', 'Windows', 'Linux', 'Firefox']) {
          await page.getByText(platform, { exact: true }).first().click();
          await shoot(page, `trust-${platform.toLowerCase()}`);
        }
        await page.getByRole('link', { name: /Download/ }).click();
        await page.getByText('One step left').waitFor();
        await shoot(page, 'trust-one-step-left');
        await page.context().close();
        const trusting = await (await secured.context({ ...options, ignoreHTTPSErrors: true })).newPage();
        await trusting.goto(`${plain}/trust`);
        await trusting.getByText('opens without a warning').waitFor();
        await shoot(trusting, 'trust-done');
        await trusting.context().close();
        expect(size).toMatch(/phone|desktop/);
      }
      const none = await (await app().context(phone)).newPage();
      await none.goto(`${app().url}/trust`);
      await none.getByText('There is no certificate to trust').waitFor();
      await shoot(none, 'trust-none');
      expect(faults).toEqual([]);
    } finally {
      await close();
    }
  });

  test('a scanner without a camera, and what another app shared', async () => {
    for (const options of Object.values(sizes)) {
      const page = await (await app().context(options)).newPage();
      await page.goto(`${app().url}/join`);
      await page.getByRole('button', { name: 'Scan the QR code' }).click();
      await page.getByText('No camera was found').waitFor();
      await shoot(page, 'scan-no-camera');
      await page.goto(`${app().url}/share`);
      await page.getByText('Nothing to take in').waitFor();
      await shoot(page, 'share-nothing');
      await page.goto(`${app().url}/share?problem=full`);
      await page.getByText('no room left').waitFor();
      await shoot(page, 'share-full');
      await page.context().close();
      const photos = ['Beach.jpg', 'Emma on the swing, from further away.jpg'].map((name) => ({
        name,
        mimeType: 'image/jpeg',
        buffer: Buffer.alloc(2_400_000, 7),
      }));
      const device = await app().device('Emma’s phone', options);
      await shareFiles(device, photos);
      await device.getByText('sent nowhere').waitFor();
      await shoot(device, 'share-of-device');
      await device.context().close();
      const owner = await app().owner(options);
      await shareFiles(owner, photos);
      await owner.getByText('by another app').waitFor();
      await shoot(owner, 'share-new-job');
      await owner.context().close();
    }
    expect(faults).toEqual([]);
  });

  test('the scanner, and what it found', async () => {
    const folderOfFilms = await mkdtemp(join(tmpdir(), 'covey-film-'));
    const file = join(folderOfFilms, 'camera.y4m');
    await filmWall(file);
    const scanning = await openApp({
      args: ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${file}`],
    });
    try {
      for (const options of [...Object.values(sizes), { ...phone, viewport: { width: 320, height: 568 } }]) {
        const name = options.viewport?.width === 320 ? 'scan-narrow' : 'scan';
        const page = await (await scanning.context({ ...options, permissions: ['camera'] })).newPage();
        await page.goto(`${scanning.url}/join`);
        for (const [said, text, words] of [
          ['looking', '', 'Hold the QR code'],
          ['elsewhere', `https://covey.example.org/j#${'A'.repeat(22)}`, 'another coordinator'],
          ['no-link', 'WIFI:T:WPA;S:home;P:secret;;', 'no join link'],
        ] as const) {
          await (text === '' ? filmWall(file) : film(file, drawPicture(text), { turn: 9, lean: 0.2 }));
          await page.getByRole('button', { name: 'Scan the QR code' }).click();
          await page.getByText(words).waitFor();
          await shoot(page, `${name}-${said}`);
          await page.keyboard.press('Escape');
        }
        await page.context().close();
      }
    } finally {
      await scanning.close();
      await rm(folderOfFilms, { recursive: true, force: true });
    }
    expect(faults).toEqual([]);
  });

  test('how an iPhone installs it', async () => {
    const { app: secured, secure, close } = await openSecureApp({ trusted: hasCertutil });
    try {
      const context = await secured.context({
        ...phone,
        userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26.0 Safari/604.1',
      });
      await context.addInitScript(() => {
        Reflect.deleteProperty(window, 'onbeforeinstallprompt');
        Object.defineProperty(Navigator.prototype, 'userAgentData', { get: () => undefined });
        window.localStorage.setItem('covey-has-worked', '1');
      });
      if (!hasCertutil) return;
      const page = await context.newPage();
      const { token } = await secured.coordinator.createInvite({ uses: 1, minutes: 15 });
      await page.goto(`${secure}/j#${token}`);
      await page.getByRole('button', { name: 'Join and help' }).click();
      await page.getByRole('button', { name: 'Show me how' }).waitFor();
      await shoot(page, 'ladder-install');
      await page.getByRole('button', { name: 'Show me how' }).click();
      await shoot(page, 'install-iphone');
    } finally {
      await close();
    }
    expect(faults).toEqual([]);
  });
});
