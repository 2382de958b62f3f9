// A page under its governor: the battery that the browser shows decides, its person and the owner read why, and limits outlast a reload.
import type { BrowserContextOptions } from 'playwright';
import { describe, expect, test } from 'vitest';
import { fakeBattery, setBattery } from './fake-battery.ts';
import { askAsOwner, chromiumPath, phone } from './open-app.ts';
import { useApp } from './use-app.ts';

describe.skipIf(chromiumPath === undefined)('a phone under its governor', () => {
  const { app } = useApp();
  const options: BrowserContextOptions = phone;

  test('rests on battery with the figure, says so here and to the owner, and goes on when it is plugged in', async () => {
    const page = await (await app().context(options)).newPage();
    await page.addInitScript(fakeBattery);
    const { token } = await app().coordinator.createInvite({ uses: 1, minutes: 15 });
    await page.goto(`${app().url}/j#${token}`);
    await page.getByLabel('Name of this device').fill('Unplugged phone');
    await page.getByRole('button', { name: 'Join and help' }).click();
    await page.getByRole('heading', { name: 'Ready' }).waitFor();

    const unplug = (charging: boolean, level: number) => setBattery(page, { charging, level });
    await unplug(false, 0.34);
    await page.getByRole('heading', { name: 'Resting On battery, 34 %' }).waitFor();
    await page.getByText('Plug it in, or allow work on battery.').first().waitFor();
    await expect
      .poll(async () => JSON.stringify(await askAsOwner(app(), 'GET', '/api/devices')))
      .toContain('"sentence":"Resting: on battery, 34 %"');

    await page.reload();
    await page.getByRole('heading', { name: 'Ready' }).waitFor();
    await unplug(true, 0.6);
    await page.getByRole('heading', { name: 'Resting Battery low, 60 %' }).waitFor();
    await page.getByText('It goes on when it has charged.').first().waitFor();
    await unplug(true, 0.9);
    await page.getByRole('heading', { name: /Resting Resuming in \d+ s/ }).waitFor();
    await page.getByText('So as not to start and stop all the time.').waitFor();
    expect(app().complaints).toEqual([]);
  });
});
