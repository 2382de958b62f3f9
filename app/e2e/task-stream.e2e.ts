// The task stream before a swarm of a thousand devices: told only what it shows, fluent with a hundred thousand bars, and of use by pointer, by
// key and by ear. How long its script takes in a frame is printed.
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BusySwarm, startBusySwarm } from '../../server/e2e/viewer/busy-swarm.ts';
import { chromiumPath } from './open-app.ts';

const root = new URL('../../', import.meta.url).pathname;
const state: { swarm?: BusySwarm; browser?: Browser } = {};
const swarm = () => state.swarm as BusySwarm;
const complaints: string[] = [];

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  state.swarm = await startBusySwarm(1000, `${root}build/app`);
  state.swarm.work(50_000);
  state.browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
});
afterAll(async () => {
  await state.browser?.close();
  await state.swarm?.stop();
});

async function openStream(
  options: BrowserContextOptions = { viewport: { width: 1440, height: 900 } },
): Promise<Page> {
  const context = await (state.browser as Browser).newContext({ locale: 'en-GB', ...options });
  context.on('weberror', (error) => complaints.push(error.error().message));
  context.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  const page = await context.newPage();
  // frames that draw the lanes are timed from outside; the page knows nothing of it
  await page.addInitScript(() => {
    const frames: number[] = [];
    const ask = window.requestAnimationFrame.bind(window);
    const put = CanvasRenderingContext2D.prototype.putImageData as (...said: unknown[]) => void;
    let hasDrawn = false;
    CanvasRenderingContext2D.prototype.putImageData = function (...said: unknown[]) {
      hasDrawn = true;
      put.apply(this, said);
    };
    window.requestAnimationFrame = (callback) =>
      ask((time) => {
        hasDrawn = false;
        const before = performance.now();
        callback(time);
        if (hasDrawn) frames.push(performance.now() - before);
      });
    Object.assign(window, { frames });
  });
  await page.goto(swarm().makeSetupUrl());
  await page.waitForURL('**/overview');
  await page.goto(`${swarm().url}/stream`);
  await page.getByRole('application').waitFor();
  await page.getByText('hash', { exact: true }).waitFor();
  return page;
}

/** As many bars as these lanes may have, all of them in the last two minutes, told to whoever watches live. */
async function tellBars(count: number, lanes: number): Promise<void> {
  const { state: scheduler } = swarm().coordinator.scheduler;
  const listed = [...scheduler.devices.values()]
    .filter(({ row }) => row.quarantine === null)
    .toSorted(
      (a, b) =>
        Number(b.connected) - Number(a.connected) ||
        a.row.name.localeCompare(b.row.name, 'en', { numeric: true }),
    );
  const jobs = [...scheduler.jobs.keys()];
  const { ring } = swarm().bars();
  const each = Math.ceil(count / lanes);
  const now = Date.now() - 2_000;
  const step = 116_000 / each;
  for (let i = 0; i < each; i++) {
    for (const [n, { row }] of listed.slice(0, lanes).entries())
      ring.add({
        device: row.number,
        job: jobs[(n + i) % jobs.length] ?? 0,
        start: now - (each - i) * step + (n % 50),
        length: step * 0.8,
        done: 8,
        failed: (n + i) % 97 === 0 ? 1 : 0,
        cpu: 900,
      });
    // no more at once than fits into one message
    if (i % 200 === 199) await new Promise((resolve) => setTimeout(resolve, 700));
  }
  await new Promise((resolve) => setTimeout(resolve, 1_200));
}

const inFrames = (page: Page, seconds: number) =>
  page.evaluate(async (ms) => {
    const { frames } = window as unknown as { frames: number[] };
    frames.length = 0;
    await new Promise((resolve) => setTimeout(resolve, ms));
    return [...frames];
  }, seconds * 1000);
const patiently = { timeout: 15_000, interval: 200 };
const at95 = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? NaN;

describe.skipIf(chromiumPath === undefined)('the task stream', () => {
  test('is fluent with a thousand lanes and a hundred thousand bars, live and dragged', async () => {
    const page = await openStream();
    await page.getByRole('button', { name: 'Show more time' }).click();
    await page.waitForTimeout(1_000);
    // as many lanes as are in sight of this window
    await tellBars(100_000, 100);
    const canvas = page.getByRole('application');
    const box = await canvas.boundingBox();
    if (!box) throw new Error('the stream has no place');
    const live = await inFrames(page, 4);
    await page.mouse.move(box.x + 900, box.y + 300);
    await page.mouse.down();
    const dragging = inFrames(page, 4);
    for (let i = 0; i < 150; i++) await page.mouse.move(box.x + 900 - i * 2, box.y + 300);
    const dragged = await dragging;
    await page.mouse.up();
    await page.keyboard.press('End');
    await page.getByText('The lanes in sight as a table').click();
    // eight chunks a bar: the page holds them and they are in sight
    const told = async () => {
      const chunks = await page.locator('tbody tr td:nth-child(2)').allTextContents();
      return chunks.reduce((sum, text) => sum + Number(text.replaceAll(',', '')), 0);
    };
    await expect.poll(told, patiently).toBeGreaterThan(8 * 80_000);
    process.stdout.write(
      `task stream, script per frame at p95: live ${at95(live).toFixed(1)} ms of ${live.length} frames, dragged ${at95(dragged).toFixed(1)} ms of ${dragged.length}\n`,
    );
    expect(live.length).toBeGreaterThan(20);
    expect(at95(live)).toBeLessThan(40);
    expect(at95(dragged)).toBeLessThan(40);
    expect(dragged.length).toBeGreaterThan(5);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('goes back in time, stays there, and is live again', async () => {
    const page = await openStream();
    await page.getByRole('button', { name: 'Back in time' }).click();
    await page.getByRole('button', { name: 'Go live' }).waitFor();
    const title = page.locator('header p').first();
    const words = await title.textContent();
    await page.waitForTimeout(1_500);
    expect(await title.textContent()).toBe(words);
    await page.getByRole('button', { name: 'Go live' }).click();
    await page.getByText('the last 1 min').waitFor();
    await page.getByRole('button', { name: 'Show less time' }).click();
    await page.getByText('the last 30 s').waitFor();
    await page.context().close();
  });

  test('says a bar to who points at it and to who goes there by key, and its lanes as a table', async () => {
    const page = await openStream();
    await page.getByText('Names', { exact: true }).click();
    const canvas = page.getByRole('application');
    await canvas.focus();
    await page.keyboard.press('ArrowLeft');
    const said = page.locator('[aria-live=polite]', { hasText: 'CPU' });
    await said.waitFor({ state: 'attached' });
    const first = await said.textContent();
    expect(first).toMatch(/Chunks: \d+ chunks?\. .*Time: .* CPU: /);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => said.textContent(), patiently).not.toBe(first);
    await page.keyboard.press('Escape');
    await expect.poll(() => said.count(), patiently).toBe(0);
    await page.getByText('The lanes in sight as a table').click();
    await expect.poll(() => page.locator('tbody tr').count(), patiently).toBeGreaterThan(10);
    expect(await page.getByRole('row').nth(8).textContent()).toMatch(/%/);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('a phone sees it without scrolling sideways, and a tap says a bar', async () => {
    const page = await openStream({
      viewport: { width: 320, height: 700 },
      hasTouch: true,
      isMobile: true,
      reducedMotion: 'reduce',
    });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    const box = await page.getByRole('application').boundingBox();
    if (!box) throw new Error('the stream has no place');
    // the right edge is now: the lanes of those at work are full there
    await expect
      .poll(async () => {
        await page.touchscreen.tap(box.x + box.width - 30, box.y + 120 + Math.random() * 100);
        return page.locator('[aria-live=polite]', { hasText: 'CPU' }).count();
      }, patiently)
      .toBe(1);
    await page.context().close();
  });

  test('two fingers that part show less time, and none of it moves the page', async () => {
    const page = await openStream({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const shown = page.getByText(/what it computed: the last \d/);
    const before = await shown.textContent();
    const box = await page.getByRole('application').boundingBox();
    if (!box) throw new Error('the stream has no place');
    const touch = await page.context().newCDPSession(page);
    const fingers = (apart: number) =>
      [-apart, apart].map((dx, id) => ({ id, x: box.x + box.width - 100 + dx, y: box.y + 150 }));
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: fingers(20) });
    for (let apart = 25; apart <= 80; apart += 5)
      await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: fingers(apart) });
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await expect.poll(() => page.getByText(before ?? '', { exact: true }).count(), patiently).toBe(0);
    expect(await page.evaluate(() => visualViewport?.scale)).toBe(1);
    await page.context().close();
  });

  test('the picture of a thousand devices has a tile for each, and says the one that is chosen', async () => {
    const page = await openStream();
    await page.goto(`${swarm().url}/devices`);
    await expect.poll(() => page.locator('[data-place]').count(), patiently).toBe(1000);
    const tile = page.locator('[data-place="100"]');
    await tile.click();
    const name = (await tile.getAttribute('aria-label'))?.split(',')[0] ?? '';
    await page.getByRole('heading', { name }).waitFor();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.getByRole('heading', { name }).count(), patiently).toBe(0);
    await page.getByText('Cards', { exact: true }).click();
    await page.getByText('1 to 48 of 1,000').waitFor();
    await page.getByRole('button', { name: 'Later' }).click();
    await page.getByText('49 to 96 of 1,000').waitFor();
    await expect.poll(() => page.locator('article').count(), patiently).toBe(48);
    await page.keyboard.press('/');
    await page.keyboard.type(name);
    await expect.poll(() => page.getByRole('heading', { name }).count(), patiently).toBeGreaterThan(0);
    await expect.poll(() => page.locator('article').count(), patiently).toBeLessThan(48);
    await page.getByRole('searchbox').fill('nobody has this');
    await page.getByText('No device is called “nobody has this”.').waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
