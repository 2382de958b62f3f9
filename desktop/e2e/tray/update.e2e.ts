// A newer version end to end without Electron's binary: the real electron-updater finds, fetches and checks it over loopback, the screen asks, the swarm on this
// computer holds the restart up while a job is under way, and then the new program runs in the place of the old one.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCamera } from '../../../app/e2e/make-camera.ts';
import { connect } from '../../../shared/client/connect.ts';
import { nodePlatform } from '../../host/owner-connection.ts';
import {
  FEED_FILE,
  type Loopback,
  openLoopback,
  pretendAppImage,
} from '../../electron/update/testing/loopback-updater.ts';
import { freePort } from './free-port.ts';
import { chromiumPath, openTray, type Tray } from './tray-stage.ts';

const patiently = { timeout: 30_000, interval: 50 };
const state = {} as { tray: Tray; loopback: Loopback; appImage: string };
const before = process.env['APPIMAGE'];
const { shoot, faults } = makeCamera(new URL('../../../test-results/update/', import.meta.url).pathname);

if (chromiumPath === undefined)
  console.log('skipped: updating the tray app in a real Chromium, for want of COVEY_CHROMIUM');

describe.skipIf(chromiumPath === undefined)('a newer version of the tray app', () => {
  beforeAll(async () => {
    state.loopback = await openLoopback();
    state.appImage = await pretendAppImage(state.loopback);
    state.tray = await openTray({
      swarmPort: await freePort(),
      openUpdater: () => Promise.resolve(state.loopback.updater('0.1.0')),
    });
  });
  afterAll(async () => {
    await state.tray?.close();
    await state.loopback?.close();
    if (before === undefined) delete process.env['APPIMAGE'];
    else process.env['APPIMAGE'] = before;
  });

  const owner = async () => {
    const { swarm } = state.tray.app.live();
    if (swarm.state !== 'running') throw new Error('the swarm on this computer does not run');
    const token = (await readFile(join(state.tray.folder, 'data/swarm/owner-token'), 'utf8')).trim();
    return connect({ url: swarm.url, token }, nodePlatform);
  };
  const see = async (name: string) => {
    const page = await state.tray.page('screen');
    for (const width of [320, 390, 1440]) {
      await page.setViewportSize({ width, height: width < 1000 ? 844 : 900 });
      await shoot(page, `${name}-${width}`);
    }
  };

  test('is refused as long as it is not what its maker signed, and the screen says so', async () => {
    const { loopback, tray } = state;
    await loopback.publish('0.2.0');
    loopback.alter('latest-linux.yml', (bytes) => Buffer.from(bytes.toString().replace('0.2.0', '0.9.0')));
    tray.electron.choose('Settings');
    const page = await tray.page('screen');
    await page.getByRole('heading', { name: 'Covey 0.1.0' }).waitFor();
    await see('waiting');
    await page.getByRole('button', { name: 'Look now' }).click();
    await page.getByText('is not signed by whoever made this Covey').waitFor();
    await see('refused');
    loopback.alter('latest-linux.yml', (bytes) => bytes);
    loopback.alter(FEED_FILE('0.2.0'), (bytes) => Buffer.from(bytes.toString().replace('0.2.0', '6.6.6')));
    await page.getByRole('button', { name: 'Look now' }).click();
    await page.getByText('sha512 checksum mismatch').waitFor();
    loopback.alter(FEED_FILE('0.2.0'), (bytes) => bytes);
    expect(await readFile(state.appImage, 'utf8')).toBe('the old one');
  });

  test('is fetched, and waits for the person and for the jobs on this computer', async () => {
    const { tray } = state;
    tray.electron.choose('Start a swarm here');
    await expect.poll(() => tray.app.live().swarm.state, patiently).toBe('running');
    const client = await owner();
    const { job } = await client.call('createJob', {
      body: {
        kernel: 'probe',
        params: { work: 50_000_000 },
        input: { kind: 'range', start: 0, count: 10_000 },
      },
    });
    tray.electron.choose('Settings');
    const page = await tray.page('screen');
    await page.getByRole('button', { name: 'Look now' }).click();
    await page.getByRole('button', { name: 'Restart to update to 0.2.0' }).waitFor();
    await see('ready');
    await page.getByRole('button', { name: 'Restart to update to 0.2.0' }).click();
    await page.getByText('A job is under way in the swarm on this computer.').waitFor();
    await see('held-up');
    expect(tray.electron.state.isQuit).toBe(false);
    expect(await readFile(state.appImage, 'utf8')).toBe('the old one');
    await client.call('cancelJob', { path: { id: job.id } });
    expect(faults).toEqual([]);
  });

  test('is put in place and started when both agree, after everything was handed back', async () => {
    const { tray, loopback } = state;
    const page = await tray.page('screen');
    await expect
      .poll(async () => (await (await owner()).call('jobs')).map(({ state: at }) => at), patiently)
      .toEqual(['cancelled']);
    await page.getByRole('button', { name: 'Restart to update to 0.2.0' }).click();
    await expect.poll(() => tray.electron.state.isQuit, patiently).toBe(true);
    expect(await readFile(state.appImage, 'utf8')).toContain('0.2.0');
    expect(tray.children.size).toBe(0);
    const started = () => readFile(join(loopback.folder, 'started'), 'utf8').catch(() => '');
    await expect.poll(started, patiently).toBe('0.2.0');
    expect(tray.electron.state).toMatchObject({ isFirst: false, isRelaunched: false });
  });
});
