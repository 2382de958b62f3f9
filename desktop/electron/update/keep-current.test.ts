// When the tray app looks for a newer version and what the person sees of it, on the stand-in for Electron: the order of things, not how files are fetched.
import { writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { JobView } from '../../../shared/contract/job.ts';
import type { AppParts } from '../app-parts.ts';
import { createFakeElectron, type FakeElectron } from '../fake-electron.ts';
import { contribution, screen, useFakeTrayApp } from '../fake-tray-app.ts';
import { whatHoldsUp } from './look-at-own-swarm.ts';
import type { Updater } from './updater.ts';

const { folder, start, stop, time } = useFakeTrayApp();
const MINUTE = 60_000;

/** Offers `newer`, and remembers what was asked of it. */
function fakeUpdater(newer: string | null = '0.2.0') {
  const state = { newer, asked: [] as string[], fault: null as Error | null, canInstall: true };
  const updater: Updater = {
    async find() {
      state.asked.push('find');
      if (state.fault) throw state.fault;
      return state.newer;
    },
    async download() {
      state.asked.push('download');
    },
    install() {
      state.asked.push('install');
      return state.canInstall;
    },
  };
  return { state, updater };
}

async function startWith(updater: Updater | null, more: Partial<AppParts> = {}) {
  const electron = createFakeElectron();
  const source = { url: 'https://updates.example.org/', publicKey: 'MCow' };
  await writeFile(`${folder()}/built/updates.json`, JSON.stringify(source));
  const app = await start(electron, { openUpdater: () => Promise.resolve(updater), ...more });
  return { app, electron };
}

const choose = (electron: FakeElectron, label: string) => electron.choose(label);
const ask = (electron: FakeElectron, name: string, argument?: unknown) =>
  electron.ask({ contentsId: contribution(electron).id }, name, argument);

describe('a newer version', () => {
  test('is looked for a minute after the start and twice a day, fetched, said once, and waits', async () => {
    const { updater, state } = fakeUpdater(null);
    const { app, electron } = await startWith(updater);
    expect(app.live().update).toEqual({ state: 'idle', checkedAt: null });
    await time().pass(MINUTE);
    expect(state.asked).toEqual(['find']);
    expect(app.live().update).toMatchObject({ state: 'idle', checkedAt: expect.any(Number) as number });
    state.newer = '0.2.0';
    await time().pass(12 * 60 * MINUTE);
    expect(state.asked).toEqual(['find', 'find', 'download']);
    expect(app.live().update).toEqual({ state: 'ready', version: '0.2.0', heldUp: null });
    expect(electron.notifications.map(({ title }) => title)).toEqual(['Covey 0.2.0 is ready']);
    await time().pass(48 * 60 * MINUTE);
    expect(state.asked).toEqual(['find', 'find', 'download']);
    expect(electron.state.isQuit).toBe(false);
  });

  test('is put in place when the person says so, after everything was handed back', async () => {
    const { updater, state } = fakeUpdater();
    const { app, electron } = await startWith(updater);
    await time().pass(MINUTE);
    choose(electron, 'Restart to update to 0.2.0');
    await time().pass(0);
    expect(contribution(electron).told.map(([event]) => event)).toContain('sleep');
    expect(state.asked).not.toContain('install');
    await ask(electron, 'handedBack');
    await expect.poll(() => electron.state.isQuit).toBe(true);
    expect(state.asked.at(-1)).toBe('install');
    expect(electron.state).toMatchObject({ isFirst: false, isRelaunched: false });
    expect(app.live().update.state).toBe('ready');
  });

  test.each([
    ['', {}, { isRelaunched: true, started: [] }],
    [
      ' from its AppImage',
      { appImage: '/home/a/Covey.AppImage' },
      { isRelaunched: false, started: ['/home/a/Covey.AppImage'] },
    ],
  ])('that cannot be put in place leaves this one, which starts again%s', async (_, more, expected) => {
    const { updater, state } = fakeUpdater();
    state.canInstall = false;
    const { electron } = await startWith(updater, more);
    await time().pass(MINUTE);
    choose(electron, 'Restart to update');
    await time().pass(0);
    await ask(electron, 'handedBack');
    await expect.poll(() => electron.state.isQuit).toBe(true);
    expect(electron.state).toMatchObject({ ...expected, isFirst: false });
  });

  test('does not restart while the swarm on this computer may have work; the screen says why', async () => {
    const { updater, state } = fakeUpdater();
    const { app, electron } = await startWith(updater);
    choose(electron, 'Start a swarm here');
    await time().pass(MINUTE);
    choose(electron, 'Restart to update');
    await time().pass(0);
    await expect
      .poll(() => app.live().update)
      .toMatchObject({ heldUp: expect.stringContaining('swarm') as string });
    expect(screen(electron).url).toBe('app://covey/desktop/settings');
    await time().pass(60 * MINUTE);
    expect(state.asked).not.toContain('install');
    expect(electron.state.isQuit).toBe(false);
    await ask(electron, 'stopSwarm');
    electron.utilities.at(-1)?.emit('exit', 0);
    await expect.poll(() => app.live().swarm.state).toBe('stopped');
    await time().pass(MINUTE);
    await expect.poll(() => app.live().update).toEqual({ state: 'ready', version: '0.2.0', heldUp: null });
    expect(state.asked).not.toContain('install');
  });

  test('is not looked for where the person does not want it, but when asked; what is kept stays so', async () => {
    const { updater, state } = fakeUpdater(null);
    const { app, electron } = await startWith(updater);
    await ask(electron, 'changeSettings', { checkUpdates: false });
    expect(app.live().update).toEqual({ state: 'off' });
    await time().pass(48 * 60 * MINUTE);
    expect(state.asked).toEqual([]);
    await ask(electron, 'checkForUpdate');
    await time().pass(0);
    expect(state.asked).toEqual(['find']);
    await ask(electron, 'changeSettings', { stayAwake: false });
    expect(app.live().update).toEqual({ state: 'off' });
    state.fault = new Error('nobody answers');
    await ask(electron, 'checkForUpdate');
    await time().pass(0);
    expect(app.live().update).toMatchObject({
      state: 'failed',
      trouble: { hint: 'Nothing was changed. It is tried again when you ask.' },
    });
    state.fault = null;
    await ask(electron, 'changeSettings', { checkUpdates: true });
    expect(app.live().update.state).toBe('idle');
    await time().pass(MINUTE);
    expect(state.asked).toEqual(['find', 'find', 'find']);
  });

  test('that was seen is remembered from one start to the next', async () => {
    const seen: (string | null)[] = [];
    const openUpdater: AppParts['openUpdater'] = async (_source, newest) => {
      seen.push(newest.seen());
      newest.keep('0.2.0');
      return fakeUpdater(null).updater;
    };
    const { app } = await startWith(null, { openUpdater });
    await stop(app);
    await startWith(null, { openUpdater });
    expect(seen).toEqual([null, '0.2.0']);
  });

  test('that cannot be believed is said, and looked for again', async () => {
    const { updater, state } = fakeUpdater();
    state.fault = new Error('the list of updates is not signed\n    at somewhere');
    const { app } = await startWith(updater);
    await time().pass(MINUTE);
    expect(app.live().update).toMatchObject({
      state: 'failed',
      trouble: { message: 'No update: the list of updates is not signed' },
    });
    state.fault = null;
    await time().pass(12 * 60 * MINUTE);
    expect(app.live().update.state).toBe('ready');
  });
});

describe('nothing is looked for', () => {
  test('where no place was packed, whatever could replace the program', async () => {
    const { updater, state } = fakeUpdater();
    const electron = createFakeElectron();
    const app = await start(electron, { openUpdater: () => Promise.resolve(updater) });
    await time().pass(48 * 60 * MINUTE);
    await ask(electron, 'checkForUpdate');
    expect(state.asked).toEqual([]);
    expect(app.live().update).toEqual({ state: 'none' });
  });

  test('where this kind of package cannot replace itself', async () => {
    const { app } = await startWith(null);
    await time().pass(48 * 60 * MINUTE);
    expect(app.live().update).toEqual({ state: 'none' });
  });

  test('where what was packed cannot be read; the app starts all the same', async () => {
    const { updater, state } = fakeUpdater();
    await writeFile(
      `${folder()}/built/updates.json`,
      '{"url": "http://updates.example.org/", "publicKey": "x"}',
    );
    const app = await start(createFakeElectron(), { openUpdater: () => Promise.resolve(updater) });
    await time().pass(MINUTE);
    expect([app.live().update.state, state.asked]).toEqual(['none', []]);
  });
});

describe('what holds a restart up', () => {
  const jobs =
    (...states: JobView['state'][]) =>
    () =>
      Promise.resolve(states.map((state) => ({ state }) as JobView));

  test('is every job that is neither ended nor paused', async () => {
    expect(await whatHoldsUp('running', jobs('done', 'failed', 'cancelled', 'paused'))).toBeNull();
    for (const state of ['uploading', 'queued', 'running', 'reducing'] as const)
      expect(await whatHoldsUp('running', jobs('done', state))).toMatch(/^A job is under way/);
    expect(await whatHoldsUp('running', jobs('running', 'queued'))).toMatch(/^2 jobs are under way/);
  });

  test('is also a coordinator that does not answer, and none that does not run', async () => {
    const silent = /does not say whether/;
    expect(await whatHoldsUp('running', () => Promise.reject(new Error('refused')))).toMatch(silent);
    expect(await whatHoldsUp('running', () => Promise.resolve(null))).toMatch(silent);
    for (const state of ['starting', 'resting', 'stopping'] as const)
      expect(await whatHoldsUp(state, jobs())).toMatch(silent);
    for (const state of ['stopped', 'failed'] as const)
      expect(await whatHoldsUp(state, () => Promise.reject(new Error('nobody')))).toBeNull();
  });
});
