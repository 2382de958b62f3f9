// A device's own screen, as a phone: why it pauses and with which figure, limits that hold at once, outlast a reload and are taken back by a tap,
// hours, the dock, the measurement, and what it gave. The battery is a made-up one; everything else is real.
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import type { DeviceView } from '../../shared/contract/device.ts';
import { fakeBattery, setBattery } from './fake-battery.ts';
import { askAsOwner, chromiumPath, phone } from './open-app.ts';
import { submitText } from './submit-text.ts';
import { useApp } from './use-app.ts';

const patiently = { timeout: 60_000, interval: 200 };
const MINUTES_OF_DAY = 24 * 60;

describe.skipIf(chromiumPath === undefined)('a device’s own screen', () => {
  const { app } = useApp();

  async function openDevice(name: string, prepare?: (page: Page) => Promise<unknown>): Promise<Page> {
    const page = await (await app().context(phone)).newPage();
    await page.addInitScript(fakeBattery);
    await prepare?.(page);
    const { token } = await app().coordinator.createInvite({ uses: 1, minutes: 15 });
    await page.goto(`${app().url}/j#${token}`);
    await page.getByLabel('Name of this device').fill(name);
    await page.getByRole('button', { name: 'Join and help' }).click();
    await page.getByRole('heading', { name: 'Ready' }).waitFor();
    return page;
  }

  const openLimits = (page: Page) => page.getByRole('button', { name: 'Change' }).click();
  const limit = (page: Page, name: string) => page.getByRole('switch', { name });
  const ofDevice = async (name: string) =>
    ((await askAsOwner(app(), 'GET', '/api/devices')) as DeviceView[]).find((each) => each.name === name);

  test('a throttle holds at once, is said with its figure, outlasts a reload and is taken back by a tap', async () => {
    const page = await openDevice('Throttled phone');
    const slider = page.getByRole('slider', { name: 'Throttle' });
    await slider.fill('40');
    await page.getByText('Throttle set to 40 %').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => slider.inputValue()).toBe('100');
    await slider.fill('40');
    const job = await submitText(app(), 'Letters', 24);
    await page.getByRole('heading', { name: 'Working on Letters at 40 %' }).waitFor();
    await page.getByText('No harder than you allow.').waitFor();
    await expect.poll(async () => (await ofDevice('Throttled phone'))?.duty, patiently).toBe(0.4);

    await page.reload();
    await page.getByRole('heading', { name: 'Working on Letters at 40 %' }).waitFor();
    expect(await slider.inputValue()).toBe('40');
    await askAsOwner(app(), 'POST', `/api/jobs/${job}/cancel`);
    await page.context().close();
  });

  test('only while charging: the figure is beside the limit and in the headline, and undo lets it go on', async () => {
    const page = await openDevice('Charging phone');
    await setBattery(page, { charging: false, level: 0.34 });
    await page.getByRole('heading', { name: 'Resting On battery, 34 %' }).waitFor();
    await page.getByText('Plug it in, or allow work on battery.').first().waitFor();
    await page.getByRole('button', { name: 'Work on battery too' }).click();
    await page.getByRole('heading', { name: 'Ready' }).waitFor();
    await openLimits(page);
    await page.getByText('On battery now, 34 %.').waitFor();
    expect(await page.getByRole('slider', { name: 'Leave the battery alone' }).inputValue()).toBe('20');
    await limit(page, 'Only while charging').click();
    await page.getByRole('heading', { name: 'Resting On battery, 34 %' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => limit(page, 'Only while charging').getAttribute('aria-checked')).toBe('false');
    await page.context().close();
  });

  test('what the browser does not show is said before the limit is set, and is the reason afterwards', async () => {
    const page = await openDevice('Blind phone');
    await openLimits(page);
    const group = page.getByText('This browser does not show what the network costs', { exact: false });
    await group.waitFor();
    expect(await group.textContent()).toContain('so with this on it would rest for good');
    await limit(page, 'Only on Wi-Fi').click();
    await page.getByRole('heading', { name: 'Resting Network unknown' }).waitFor();
    await page.getByText('so it rests until you turn this off').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('so it rests until you turn this off').waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('hours: a window elsewhere in the day rests it until then, over a reload; removing it can be undone', async () => {
    const page = await openDevice('Nightly phone');
    await openLimits(page);
    await page.getByRole('button', { name: 'Add hours' }).click();
    const now = new Date();
    const minute = now.getHours() * 60 + now.getMinutes();
    const clock = (at: number) =>
      [Math.floor((at % MINUTES_OF_DAY) / 60), at % 60]
        .map((part) => String(part).padStart(2, '0'))
        .join(':');
    const [from, to] = [clock(minute + 180), clock(minute + 300)];
    await page.getByLabel('From').fill(from);
    await page.getByLabel('From').blur();
    await page.getByLabel('To', { exact: true }).fill(to);
    await page.getByLabel('To', { exact: true }).blur();
    await page.getByRole('heading', { name: `Resting Until ${from}` }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: `Resting Until ${from}` }).waitFor();
    await openLimits(page);
    const remove = page.getByRole('button', { name: /^Remove Every day/ });
    await remove.click();
    await page.getByText('At any time.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await remove.waitFor();
    await page.getByRole('button', { name: 'Monday' }).click();
    await page.getByText('Tue to Sun').first().waitFor();
    expect(app().complaints).toEqual([]);
    await page.context().close();
  });

  test('the dock: black, awake, asks for power, and Escape or a tap leaves', async () => {
    const page = await openDevice('Docked phone', (opened) =>
      opened.addInitScript(() => {
        const counted = { locks: 0 };
        Object.assign(globalThis, { counted });
        const request = navigator.wakeLock.request.bind(navigator.wakeLock);
        navigator.wakeLock.request = async (type) => {
          const lock = await request(type);
          counted.locks++;
          lock.addEventListener('release', () => counted.locks--);
          return lock;
        };
      }),
    );
    const locks = () =>
      page.evaluate(() => (globalThis as unknown as { counted: { locks: number } }).counted.locks);
    const dock = page.getByRole('dialog', { name: 'Dock mode' });
    const enter = page.getByRole('button', { name: 'Dock this phone' });
    await enter.click();
    await dock.getByText(/^\d\d:\d\d/).waitFor();
    await dock.getByText('Ready').waitFor();
    expect(await dock.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe('rgb(0, 0, 0)');
    await expect.poll(locks).toBe(1);
    await setBattery(page, { charging: false, level: 0.5 });
    await dock.getByText('Plug me in, 50 %').waitFor();
    await dock.getByText('Resting: on battery, 50 %').waitFor();
    await page.keyboard.press('Escape');
    await dock.waitFor({ state: 'detached' });
    await expect.poll(locks).toBe(0);
    await enter.click();
    await dock.getByText('Plug me in, 50 %').waitFor();
    await dock.tap({ position: { x: 20, y: 20 } });
    await dock.waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('it rests while it is measured, keeps the figures, and what it gave outlasts a reload', async () => {
    const page = await openDevice('Measured phone');
    // everything is in sight, and so everything is fetched
    await page.setViewportSize({ width: 390, height: 4000 });
    await page.getByText(/Answers in/).waitFor();
    await submitText(app(), 'Diary', 2);
    const given = page.locator('dl').filter({ hasText: 'Chunks done' });
    await expect.poll(() => given.innerText(), patiently).toMatch(/Chunks done\s+2\b/);
    await page.getByText('Assumes 0.5 to 2 W for each busy core of a phone.').waitFor();

    await page.getByRole('button', { name: 'Measure' }).click();
    await page.getByRole('heading', { name: 'Measuring' }).waitFor();
    await page.getByText('SHA-256, one thread').waitFor({ timeout: 60_000 });
    await page.getByRole('heading', { name: 'Ready' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Ready' }).waitFor();
    await expect.poll(() => given.innerText(), patiently).toMatch(/Chunks done\s+2\b/);
    await page.getByText('SHA-256, one thread').waitFor();
    expect(app().complaints).toEqual([]);
    await page.context().close();
  });

  test('a page that the system held still says so as soon as it is back', async () => {
    const page = await openDevice('Frozen phone');
    await page.evaluate(() => {
      document.dispatchEvent(new Event('freeze'));
      const before = Date.now;
      Date.now = () => before() + 4 * 60_000;
      document.dispatchEvent(new Event('resume'));
    });
    await page
      .getByText(
        'The phone held this page still for 4 minutes. Its work went back to the others, at no penalty.',
      )
      .waitFor();
    await page.getByRole('button', { name: 'Good to know' }).click();
    await page.getByText(/held this page still/).waitFor({ state: 'detached' });
    expect(app().complaints).toEqual([]);
    await page.context().close();
  });

  test('over plain http there is no dock, and it says why', async () => {
    const page = await openDevice('Plain phone', async (opened) => {
      await opened.addInitScript(() => {
        Object.defineProperty(globalThis, 'isSecureContext', { value: false });
        Reflect.deleteProperty(Navigator.prototype, 'wakeLock');
      });
    });
    await page.getByText('Over plain http no browser may keep the screen on.').waitFor();
    expect(await page.getByRole('button', { name: 'Dock this phone' }).count()).toBe(0);
    await page.context().close();
  });
});
