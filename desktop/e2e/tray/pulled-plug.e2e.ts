// A laptop whose plug is pulled, beside a plain device in the same swarm: computing stops, the admin page says why, what it had not begun is with the other device, and a
// minute after power is back it works again. Real coordinator, real governor with its own constants; the laptop's power is a tree of files.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningCoordinator, startCoordinator } from '../../../server/main.ts';
import { connect } from '../../../shared/client/connect.ts';
import type { ChunkMap } from '../../../shared/contract/chunk-map.ts';
import { startNodeContribution } from '../../../shared/platform/node/start-node-contribution.ts';
import { nodePlatform } from '../../host/owner-connection.ts';
import { chromiumPath, openTray, type Tray } from './tray-stage.ts';

const root = new URL('../../../', import.meta.url).pathname;
const built = join(root, 'build');
const within = (timeout: number) => ({ timeout, interval: 25 });
type Device = Awaited<ReturnType<typeof startNodeContribution>>;
const state = {} as {
  folder: string;
  coordinator: RunningCoordinator;
  tray: Tray;
  device: Device;
  browser: Browser;
  admin: Page;
};

if (chromiumPath === undefined)
  console.log('skipped: a laptop whose plug is pulled, for want of COVEY_CHROMIUM');

const owner = async () =>
  connect(
    {
      url: state.coordinator.url,
      token: (await readFile(state.coordinator.ownerTokenFile, 'utf8')).trim(),
    },
    nodePlatform,
  );
const deviceNamed = async (name: string) =>
  (await (await owner()).call('devices')).find((device) => device.name === name);
const isComputing = () => {
  const { report } = state.tray.app.live();
  return report.phase === 'contributing' && report.duty > 0 && report.busy > 0;
};

/** Leases that the laptop was given, as its page was told of them. */
const leasesOf = (tray: Tray) =>
  (tray.electron.window('contribution')?.told ?? [])
    .filter(([event, said]) => event === 'linkSaid' && (said as { message: string }).message === 'lease')
    .map(([, said]) => (said as { said: { first: number; count: number } }).said);

/** How many chunks of the map are in each state. */
const sumOf = ({ runs, binSize }: ChunkMap) => {
  expect(binSize).toBe(1);
  const sum = { pending: 0, leased: 0, finished: 0 };
  for (const [bins, pending, leased, recorded, accepted, failed] of runs) {
    sum.pending += bins * pending;
    sum.leased += bins * leased;
    sum.finished += bins * (recorded + accepted);
    expect(failed).toBe(0);
  }
  return sum;
};

describe.skipIf(chromiumPath === undefined)('a laptop whose plug is pulled', () => {
  beforeAll(async () => {
    state.folder = await mkdtemp(join(tmpdir(), 'covey-plug-'));
    state.coordinator = await startCoordinator({
      port: 0,
      host: '127.0.0.1',
      dataDir: join(state.folder, 'swarm'),
      kernelsDir: join(built, 'kernels'),
      appDir: join(built, 'app'),
      version: 'test',
      log: () => undefined,
      tls: { kind: 'none' },
    });
    const { url, createInvite } = state.coordinator;
    const invite = await createInvite({ uses: 2, minutes: 15 });
    state.tray = await openTray();
    state.tray.electron.choose('Join a swarm');
    const page = await state.tray.page('screen');
    await page.getByLabel('Join link or address').fill(`${url}/j#${invite.token}`);
    await page.getByLabel('Name of this computer').fill('Laptop');
    await page.getByRole('button', { name: 'Join and help' }).click();
    await page.waitForURL('**/contribute');
    state.device = await startNodeContribution({
      url,
      dataDir: join(state.folder, 'device'),
      join: { token: invite.token },
      name: 'Plain device',
      limits: { threads: 1, giveWay: false },
      kernelsDir: join(built, 'kernels'),
      onEvent: () => undefined,
    });
    state.browser = await chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox'] });
    state.admin = await (await state.browser.newContext()).newPage();
    await state.admin.goto(state.coordinator.makeSetupUrl());
    await state.admin.waitForURL((at) => at.pathname === '/overview' || at.pathname === '/');
  });
  afterAll(async () => {
    await state.browser?.close();
    await state.tray?.close();
    await state.device?.stop();
    await state.coordinator?.stop();
    await rm(state.folder, { recursive: true, force: true });
  });

  test(
    'stops within 1 s, says why within 3, what it had not begun is elsewhere within 5, and it works again a minute after',
    { timeout: 240_000 },
    async () => {
      const { tray, admin } = state;
      await expect.poll(() => tray.electron.tray?.tooltip, within(60_000)).toMatch(/Ready|Resting/);
      await tray.configure({ giveWay: false, threads: 1, onlyCharging: true });
      const client = await owner();
      const { job } = await client.call('createJob', {
        body: {
          kernel: 'probe',
          params: { work: 4_000_000 },
          input: { kind: 'range', start: 0, count: 20_000 },
        },
      });
      await expect.poll(isComputing, within(60_000)).toBe(true);
      // how fast each is has been measured: from now on nobody holds more than 5 s of work
      await expect
        .poll(async () => (await client.call('job', { path: { id: job.id } })).accepted, within(120_000))
        .toBeGreaterThan(150);
      await expect
        .poll(async () => (await deviceNamed('Laptop'))?.leased ?? 0, within(60_000))
        .toBeGreaterThan(3);
      await expect
        .poll(async () => (await deviceNamed('Plain device'))?.leased ?? 0, within(60_000))
        .toBeGreaterThan(0);
      await admin.goto(`${state.coordinator.url}/devices`);
      await admin.getByText('Laptop').first().waitFor();

      const lease = leasesOf(tray).at(-1)!;
      const pulled = performance.now();
      await tray.supply('AC', { online: '0' });
      await tray.supply('BAT0', { status: 'Discharging' });
      const after = () => Math.round(performance.now() - pulled);
      const times: Record<string, number> = {};
      const note = (what: string) => (times[what] = after());

      const stops = async () => {
        await expect.poll(isComputing, within(5_000)).toBe(false);
        note('stopped');
      };
      const isSaid = async () => {
        await admin
          .getByText(/on battery/i)
          .first()
          .waitFor({ timeout: 10_000 });
        note('said on the admin page');
      };
      const handedOn = async () => {
        const map = await client.call('jobChunks', {
          path: { id: job.id },
          query: { first: lease.first, count: lease.count, bins: lease.count },
        });
        // the one that it has begun stays its own: it goes on when power is back, or another device is given a copy
        const kept = (await deviceNamed('Laptop'))?.leased ?? 0;
        return kept <= 1 ? sumOf(map).pending : 'still held';
      };
      const isElsewhere = async () => {
        await expect.poll(handedOn, within(15_000)).toBe(0);
        note('elsewhere');
      };
      await Promise.all([stops(), isSaid(), isElsewhere()]);
      const laptop = await deviceNamed('Laptop');
      expect(laptop).toMatchObject({ reason: 'on-battery' });
      expect(laptop?.leased).toBeLessThanOrEqual(1);

      await tray.supply('AC', { online: '1' });
      await tray.supply('BAT0', { status: 'Charging' });
      const back = performance.now();
      await expect.poll(isComputing, within(75_000)).toBe(true);
      times['at work again after power was back'] = Math.round(performance.now() - back);
      await expect
        .poll(async () => (await deviceNamed('Laptop'))?.leased ?? 0, within(10_000))
        .toBeGreaterThan(0);
      console.log(
        `plug pulled: ${Object.entries(times)
          .map(([what, ms]) => `${what} ${ms} ms`)
          .join(', ')}`,
      );
      // 250 ms more: this test looks, and the machine is busy
      expect(times['stopped']).toBeLessThan(1_250);
      expect(times['said on the admin page']).toBeLessThan(3_250);
      expect(times['elsewhere']).toBeLessThan(5_250);
      expect(times['at work again after power was back']).toBeLessThan(62_000);
      await client.call('cancelJob', { path: { id: job.id } });
    },
  );
});
