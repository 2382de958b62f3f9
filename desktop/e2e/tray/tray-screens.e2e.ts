// The tray app's own screens, light and dark, as narrow as a window gets and as wide as one usually is: that each comes up without a complaint, a fault that axe finds, or
// scrolling sideways; and, by `npm run screens`, a picture of it in test-results/tray for people to look at.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCamera } from '../../../app/e2e/make-camera.ts';
import type { Screen } from '../../electron/windows/open-windows.ts';
import { freePort } from './free-port.ts';
import { chromiumPath, openTray, type Tray } from './tray-stage.ts';

const folder = new URL('../../../test-results/tray/', import.meta.url).pathname;
const state: { tray?: Tray } = {};
const tray = () => state.tray!;
const { shoot, faults } = makeCamera(folder);

const sizes = [
  { width: 320, height: 640 },
  { width: 390, height: 844 },
  { width: 1000, height: 760 },
  { width: 1440, height: 900 },
];

const marks: [Screen, string | RegExp][] = [
  ['join', 'Join link or address'],
  ['settings', 'Start when I log in'],
  ['diagnostics', 'What the page sees'],
];

describe.skipIf(chromiumPath === undefined)('the tray app’s screens', () => {
  beforeAll(async () => {
    state.tray = await openTray({ swarmPort: await freePort() });
  });
  afterAll(() => state.tray?.close());

  const seeAll = async (name: string) => {
    const page = await tray().page('screen');
    for (const size of sizes) {
      await page.setViewportSize(size);
      await shoot(page, `${name}-${size.width}`);
    }
  };
  const open = async (menu: string) => {
    tray().electron.choose(menu);
    return await tray().page('screen');
  };

  test('before anything is joined', async () => {
    for (const [screen, mark] of marks) {
      const menu = { join: 'Join a swarm', settings: 'Settings', diagnostics: 'Diagnostics' }[
        screen as 'join'
      ];
      const page = await open(menu);
      await page.getByText(mark).first().waitFor();
      if (screen === 'join') await page.getByText('No coordinator answered').waitFor();
      await seeAll(screen);
    }
    const page = await tray().page('screen');
    await page.getByRole('link', { name: 'Swarm here' }).click();
    await page.getByRole('button', { name: 'Start a swarm here' }).waitFor();
    await seeAll('swarm-stopped');
    expect(faults).toEqual([]);
    expect(tray().complaints).toEqual([]);
  });

  test('with a swarm of its own', async () => {
    const page = await tray().page('screen');
    await page.getByRole('button', { name: 'Start a swarm here' }).click();
    await page.getByRole('img', { name: 'QR code of the join link' }).waitFor();
    await seeAll('swarm-running');
    await page.getByRole('link', { name: 'This device' }).click();
    await page.getByRole('heading', { name: 'Ready' }).waitFor();
    await seeAll('device');
    expect(faults).toEqual([]);
    expect(tray().complaints).toEqual([]);
  });
});
