// Joining by a QR code held before the camera, in a real Chromium as a phone: the owner's own code is filmed, upright and crooked and in the dark,
// and read by zxing and by a detector of the browser. And what is said when there is no camera, no permission or no invitation.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { JobView } from '../../shared/contract/job.ts';
import { drawPicture, film, filmWall, type Pose, takePicture } from './film-qr.ts';
import { askAsOwner, chromiumPath, type OpenedApp, openApp, phone } from './open-app.ts';

const PROMISED_MS = 15_000;
const state: { app?: OpenedApp; folder?: string } = {};
const app = () => state.app as OpenedApp;
const filmFile = () => join(state.folder ?? '', 'camera.y4m');

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  state.folder = await mkdtemp(join(tmpdir(), 'covey-film-'));
  await filmWall(filmFile());
  state.app = await openApp({
    args: [
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${filmFile()}`,
      '--host-resolver-rules=MAP covey.lan 127.0.0.1',
    ],
  });
});
afterAll(async () => {
  await state.app?.close();
  if (state.folder !== undefined) await rm(state.folder, { recursive: true, force: true });
});

/** Keeps every camera that the page opens, so that a test sees whether it was let go. */
const watchCameras = `
  const media = navigator.mediaDevices;
  window.openedTracks = [];
  if (media) {
    const open = media.getUserMedia.bind(media);
    media.getUserMedia = async (wish) => {
      const stream = await open(wish);
      window.openedTracks.push(...stream.getTracks());
      return stream;
    };
  }`;
const camerasOn = (page: Page) =>
  page.evaluate(
    () =>
      (window as unknown as { openedTracks: MediaStreamTrack[] }).openedTracks.filter(
        (track) => track.readyState === 'live',
      ).length,
  );

/** A phone at the door. It allows the camera, unless told otherwise. */
async function visitor({ allows = true, script = '' } = {}): Promise<Page> {
  const context = await app().context({ ...phone, ...(allows && { permissions: ['camera'] }) });
  onTestFinished(() => context.close());
  await context.addInitScript(watchCameras + script);
  const page = await context.newPage();
  await page.goto(`${app().url}/join`);
  return page;
}

const scan = (page: Page) => page.getByRole('button', { name: 'Scan the QR code' }).click();
const loadedZxing = (page: Page) =>
  page.evaluate(() =>
    Promise.all(
      window.performance
        .getEntriesByType('resource')
        .filter(({ name }) => name.endsWith('.js'))
        .map(async ({ name }) => (await (await fetch(name)).text()).includes('ReedSolomon')),
    ).then((all) => all.includes(true)),
  );
const jobs = async () => (await askAsOwner(app(), 'GET', '/api/jobs')) as JobView[];
const patiently = { timeout: 60_000, interval: 100 };

/** The QR of the owner's overview, as the browser drew it; and what it says. */
async function ownersCode() {
  const owner = await app().owner();
  onTestFinished(() => owner.context().close());
  const code = owner.getByRole('img', { name: /QR/ });
  await code.waitFor();
  return await takePicture(code);
}

describe.skipIf(chromiumPath === undefined)('a QR code before the camera', () => {
  const poses: [string, Pose][] = [
    ['upright', {}],
    ['turned, leaning back and far away', { turn: 17, lean: 0.2, share: 0.5 }],
    ['in a dim room, with a noisy camera', { white: 74, black: 46, noise: 9, turn: -8, lean: 0.15 }],
  ];
  test.each(poses)('joins by zxing, %s; the first verified chunk follows within 15 s', async (how, pose) => {
    await film(filmFile(), await ownersCode(), pose);
    const { job } = (await askAsOwner(app(), 'POST', '/api/jobs', {
      kernel: 'probe',
      name: `Numbers, ${how}`,
      input: { kind: 'range', start: 0, count: 200 },
      params: { work: 1_000_000 },
      verification: 'check',
    })) as { job: JobView };
    const page = await visitor();
    const tapped = Date.now();
    await scan(page);
    await page.waitForURL('**/contribute');
    const joined = Date.now();
    await expect
      .poll(async () => (await jobs()).find(({ id }) => id === job.id)?.accepted ?? 0, patiently)
      .toBeGreaterThan(0);
    const took = Date.now() - tapped;
    process.stdout.write(
      `scan ${how}: joined after ${joined - tapped} ms, first verified chunk after ${took} ms\n`,
    );
    expect(took).toBeLessThan(PROMISED_MS);
    expect(await camerasOn(page)).toBe(0);
    expect(await loadedZxing(page)).toBe(true);
    await expect
      .poll(async () => (await jobs()).find(({ id }) => id === job.id)?.state, patiently)
      .toBe('done');
    expect(app().complaints).toEqual([]);
  });

  test('joins by the browser’s own detector where it has one, and downloads no other', async () => {
    const { token } = await app().coordinator.createInvite({ uses: 1, minutes: 5 });
    await filmWall(filmFile());
    const page = await visitor({
      script: `
        window.BarcodeDetector = class {
          static async getSupportedFormats() { return ['qr_code']; }
          async detect(video) {
            return video.videoWidth > 0 ? [{ rawValue: location.origin + '/j#${token}' }] : [];
          }
        };`,
    });
    await scan(page);
    await page.waitForURL('**/contribute');
    expect(await loadedZxing(page)).toBe(false);
    expect(await camerasOn(page)).toBe(0);
    expect(app().complaints).toEqual([]);
  });

  test('of another coordinator is named by its host and opened only after a tap', async () => {
    const invitation = `http://covey.lan:${new URL(app().url).port}/j#AAAAAAAAAAAAAAAAAAAAAA`;
    await film(filmFile(), drawPicture(invitation));
    const page = await visitor();
    await scan(page);
    await page.getByText('an invitation of another coordinator').waitFor();
    await page.getByText(`covey.lan:${new URL(app().url).port}`, { exact: true }).waitFor();
    expect(page.url()).toBe(`${app().url}/join`);
    await page.getByRole('link', { name: 'Open it there' }).click();
    await page.waitForURL('http://covey.lan:*/j');
    await page.getByText('You are invited to join a swarm.').waitFor();
    expect(app().complaints).toEqual([]);
  });

  test('of something else is said, and the scanner goes on looking', async () => {
    await film(filmFile(), drawPicture('WIFI:T:WPA;S:home;P:hunter2;;'));
    const page = await visitor();
    await scan(page);
    await page.getByText('That is no join link').waitFor();
    const said = await page.getByRole('dialog').innerText();
    expect(said).toContain('name and password of a Wi-Fi network');
    expect(said).not.toContain('hunter2');
    expect(await camerasOn(page)).toBe(1);
    expect(app().complaints).toEqual([]);
  });
});

describe.skipIf(chromiumPath === undefined)('the scanner', () => {
  test('lets the camera go when it is closed and while the page is hidden', async () => {
    await filmWall(filmFile());
    const page = await visitor();
    await scan(page);
    await expect.poll(() => camerasOn(page)).toBe(1);
    const become = (visibility: string) =>
      page.evaluate((now) => {
        Object.defineProperty(window.document, 'visibilityState', { value: now, configurable: true });
        window.document.dispatchEvent(new Event('visibilitychange'));
      }, visibility);
    await become('hidden');
    await page.getByText('The camera rests').waitFor();
    expect(await camerasOn(page)).toBe(0);
    await become('visible');
    await page.getByText('Hold the QR code').waitFor();
    await expect.poll(() => camerasOn(page)).toBe(1);
    await page.getByRole('button', { name: 'Type the code instead' }).click();
    await expect.poll(() => camerasOn(page)).toBe(0);
    await scan(page);
    await expect.poll(() => camerasOn(page)).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(() => camerasOn(page)).toBe(0);
    expect(app().complaints).toEqual([]);
  });

  test('that may not use the camera says so, and leads back to the code', async () => {
    const page = await visitor({ allows: false });
    await scan(page);
    const dialog = page.getByRole('dialog');
    await dialog.getByText('The camera is not allowed for this page').waitFor();
    await dialog.getByText('Typing the code always works').waitFor();
    await dialog.getByRole('button', { name: 'Type the code' }).click();
    await page.getByLabel('Join code').waitFor();
    await scan(page);
    await dialog.getByText('The camera is not allowed for this page').waitFor();
    await page.context().grantPermissions(['camera']);
    await dialog.getByRole('button', { name: 'Try the camera again' }).click();
    await expect.poll(() => camerasOn(page)).toBe(1);
    expect(app().complaints).toEqual([]);
  });

  test('on plain http is not offered; the phone’s own camera app and typing are', async () => {
    const page = await visitor();
    await page.goto(`${app().url.replace('localhost', 'covey.lan')}/join`);
    await page.getByText('scan the QR code with the phone’s own camera app').waitFor();
    expect(await page.getByRole('button', { name: 'Scan the QR code' }).count()).toBe(0);
    await page.getByLabel('Join code').waitFor();
  });

  test('has a light where the camera has one', async () => {
    await filmWall(filmFile());
    const page = await visitor({
      script: `
        window.lit = [];
        const read = MediaStreamTrack.prototype.getCapabilities;
        MediaStreamTrack.prototype.getCapabilities = function () { return { ...read.call(this), torch: true }; };
        MediaStreamTrack.prototype.applyConstraints = async function (wish) { window.lit.push(wish.advanced[0].torch); };`,
    });
    await scan(page);
    const light = page.getByRole('button', { name: 'Light' });
    await light.click();
    await page.locator('button[aria-pressed="true"]').waitFor();
    await light.click();
    await page.locator('button[aria-pressed="false"]').waitFor();
    expect(await page.evaluate(() => (window as unknown as { lit: boolean[] }).lit)).toEqual([true, false]);
  });

  test('says that there is no camera where there is none', async () => {
    const page = await visitorOf([]);
    await scan(page);
    await page.getByText('No camera was found on this device').waitFor();
    expect(await camerasOn(page)).toBe(0);
    await page.getByRole('button', { name: 'Type the code' }).click();
    await page.getByLabel('Join code').waitFor();
  });

  test('remembers which of two cameras was chosen', async () => {
    const page = await visitorOf(['--use-fake-device-for-media-stream=device-count=2']);
    await scan(page);
    const choice = page.getByRole('dialog').getByRole('combobox');
    await choice.waitFor();
    const [first = '', second = ''] = await choice
      .locator('option')
      .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
    const other = (await choice.inputValue()) === first ? second : first;
    await choice.selectOption(other);
    await expect.poll(() => camerasOn(page)).toBe(1);
    await page.reload();
    await scan(page);
    await choice.waitFor();
    await expect.poll(() => choice.inputValue()).toBe(other);
  });
});

/** A phone in a browser of its own, with other cameras. */
async function visitorOf(args: string[]): Promise<Page> {
  const browser = await chromium.launch({
    ...(chromiumPath !== undefined && { executablePath: chromiumPath }),
    args: ['--no-sandbox', ...args],
  });
  onTestFinished(() => browser.close());
  const context: BrowserContext = await browser.newContext({ ...phone, permissions: ['camera'] });
  await context.addInitScript(watchCameras);
  const page = await context.newPage();
  await page.goto(`${app().url}/join`);
  return page;
}
