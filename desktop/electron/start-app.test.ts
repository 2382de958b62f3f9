// The tray app's main process against a stateful stand-in for Electron: how it starts, sleeps and ends.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { createFakeElectron, type FakeElectron } from './fake-electron.ts';
import { contribution, report, said, screen, useFakeTrayApp, working } from './fake-tray-app.ts';
import { findPlaces } from './places.ts';
import { startApp } from './start-app.ts';

const { folder, start, supply, time } = useFakeTrayApp();

describe('start', () => {
  test('a second program hands its link over and ends', async () => {
    const second = createFakeElectron();
    second.state.isFirst = false;
    expect(
      await startApp({
        electron: second.port,
        places: findPlaces(folder(), folder(), folder()),
        platform: 'linux',
        argv: [],
        openUpdater: () => Promise.resolve(null),
        execPath: '',
      }),
    ).toBeNull();
    expect(second.state.isQuit).toBe(true);
    expect(second.windows).toEqual([]);

    const first = createFakeElectron();
    await start(first);
    expect(first.window('screen')).toBeUndefined();
    first.app.emit('second-instance', {}, ['covey'], '/');
    expect(screen(first)).toMatchObject({ url: 'app://covey/desktop/join', isShown: true });
  });

  test('the window that computes is hidden, sandboxed and walled, whatever Electron’s defaults are', async () => {
    const electron = createFakeElectron();
    await start(electron);
    expect(electron.state.isSandboxed).toBe(true);
    const { options, url } = contribution(electron);
    expect(url).toBe('app://covey/desktop/compute');
    expect(options.show).toBe(false);
    expect(options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      devTools: false,
      additionalArguments: ['--covey-role=contribution'],
    });
    expect(options.webPreferences).not.toHaveProperty('enableBlinkFeatures');
    expect(options.webPreferences).not.toHaveProperty('backgroundThrottling');
  });

  test('somebody who starts it by hand sees a window; a login does not open one', async () => {
    const byHand = createFakeElectron();
    await start(byHand, { argv: ['covey'] });
    expect(screen(byHand).url).toBe('app://covey/desktop/join');
    const atLogin = createFakeElectron();
    await start(atLogin);
    expect(atLogin.window('screen')).toBeUndefined();
  });

  test('covey:// fills a form in and does nothing else', async () => {
    const electron = createFakeElectron();
    const link = 'http://192.168.1.9:8787/j#AbC.0123456789abcdef';
    await start(electron, { argv: ['covey', `covey://join?to=${encodeURIComponent(link)}`] });
    expect(screen(electron).url).toBe('app://covey/desktop/join');
    const ask = () => electron.ask({ contentsId: screen(electron).id }, 'takePrefill');
    expect(await ask()).toEqual({ ok: true, value: link });
    expect(await ask()).toEqual({ ok: true, value: null });
    expect(await electron.ask({ contentsId: screen(electron).id }, 'findDevice')).toEqual({
      ok: true,
      value: null,
    });
    electron.app.emit('open-url', { preventDefault: () => undefined }, 'covey://quit');
    electron.app.emit(
      'second-instance',
      {},
      ['covey', 'covey://join?to=javascript:alert(1)', '--hidden'],
      '/',
    );
    expect(await ask()).toEqual({ ok: true, value: null });
  });

  test('the key is sealed where the system keeps secrets, and said to be plain where it does not', async () => {
    const sealed = createFakeElectron();
    await start(sealed);
    const file = join(folder(), 'data/device/device.json');
    expect(await readFile(file, 'utf8')).not.toContain('"d"');
    const view = async (electron: FakeElectron) =>
      (await electron.ask({ contentsId: contribution(electron).id }, 'view')) as { value?: unknown };
    expect((await view(sealed)).value).toMatchObject({ secrets: 'system' });
    await rm(join(folder(), 'data'), { recursive: true });
    const plain = createFakeElectron();
    plain.state.secrets = 'basic_text';
    await start(plain);
    expect(await readFile(file, 'utf8')).toContain('"d"');
    expect((await view(plain)).value).toMatchObject({ secrets: 'plain' });
  });
});

describe('power', () => {
  test('a plug that is pulled is told to the contribution within a second, and so is its return', async () => {
    const electron = createFakeElectron();
    await start(electron);
    await electron.ask({ contentsId: contribution(electron).id }, 'looks');
    const last = () => said(electron, 'readings').findLast((each) => 'charging' in (each as object));
    await vi.waitFor(() => expect(last()).toMatchObject({ charging: true }));
    await supply('AC', { online: '0' });
    await supply('BAT0', { status: 'Discharging' });
    await vi.waitFor(() => expect(last()).toMatchObject({ charging: false }), { timeout: 1_000 });
    await supply('AC', { online: '1' });
    await vi.waitFor(() => expect(last()).toMatchObject({ charging: true }), { timeout: 1_000 });
  });

  test('it keeps the computer awake only while it works on mains and its person allows that', async () => {
    const electron = createFakeElectron();
    await start(electron);
    const { awake } = electron.state;
    await report(electron, working());
    expect(awake.size).toBe(1);
    await report(electron, working());
    expect(awake.size).toBe(1);
    await report(electron, working({}, { readings: { charging: false } }));
    expect(awake.size).toBe(0);
    await report(electron, working({}, { busy: 0 }));
    expect(awake.size).toBe(0);
    await report(electron, working());
    await electron.ask({ contentsId: contribution(electron).id }, 'changeSettings', { stayAwake: false });
    expect(awake.size).toBe(0);
  });

  test('sleep hands everything back and says so; waking begins again', async () => {
    const electron = createFakeElectron();
    await start(electron);
    await report(electron, working());
    electron.power.emit('suspend');
    expect(said(electron, 'sleep')).toHaveLength(1);
    expect(electron.tray).toMatchObject({ tooltip: expect.stringContaining('Asleep') as string });
    expect(electron.state.awake.size).toBe(0);
    await electron.ask({ contentsId: contribution(electron).id }, 'handedBack');
    electron.power.emit('resume');
    expect(said(electron, 'wake')).toHaveLength(1);
    expect(electron.tray?.tooltip).toContain('Computing');
  });

  test('a locked screen counts as idle from then on', async () => {
    const electron = createFakeElectron();
    electron.state.idleSeconds = 3;
    const app = await start(electron);
    app.locked(true);
    expect(said(electron, 'readings').at(-1)).toEqual({ idleSeconds: 3 });
    app.locked(false);
    expect(said(electron, 'readings').at(-1)).toEqual({ idleSeconds: 0 });
  });
});

describe('the end', () => {
  test('quitting hands everything back first', async () => {
    const electron = createFakeElectron();
    await start(electron);
    await report(electron, working());
    electron.choose('Quit Covey');
    expect(electron.state.isQuit).toBe(false);
    expect(said(electron, 'sleep')).toHaveLength(1);
    await electron.ask({ contentsId: contribution(electron).id }, 'handedBack');
    await vi.waitFor(() => expect(electron.state.isQuit).toBe(true));
    expect(electron.windows.every(({ isGone }) => isGone)).toBe(true);
    expect(electron.tray?.isGone).toBe(true);
  });

  test('a page that does not answer holds nobody up', async () => {
    const electron = createFakeElectron();
    await start(electron);
    electron.choose('Quit Covey');
    await time().pass(5_999);
    expect(electron.state.isQuit).toBe(false);
    await time().pass(1);
    await vi.waitFor(() => expect(electron.state.isQuit).toBe(true));
  });

  test('a shutdown is held up only for a moment', async () => {
    const electron = createFakeElectron();
    await start(electron);
    let isHeldUp = false;
    electron.power.emit('shutdown', { preventDefault: () => void (isHeldUp = true) });
    expect(isHeldUp).toBe(true);
    await time().pass(2_500);
    await vi.waitFor(() => expect(electron.state.isQuit).toBe(true));
  });

  describe('of a session on Windows', () => {
    /** Windows' question and its word go to each window; true: somebody held it up. */
    function tell(electron: FakeElectron, name: 'query-session-end' | 'session-end'): boolean {
      let isHeldUp = false;
      const event = { preventDefault: () => void (isHeldUp = true), reasons: ['shutdown'] };
      for (const { events, isGone } of electron.windows) if (!isGone) events.emit(name, event);
      return isHeldUp;
    }

    test('the question hands everything back, vetoes nothing and ends nothing; the word ends it', async () => {
      const electron = createFakeElectron();
      await start(electron, { platform: 'win32', argv: ['covey'] });
      expect(electron.windows).toHaveLength(2);
      expect(tell(electron, 'query-session-end')).toBe(false);
      expect(said(electron, 'sleep')).toHaveLength(1);
      await electron.ask({ contentsId: contribution(electron).id }, 'handedBack');
      await time().pass(29_000);
      expect(electron.state.isQuit).toBe(false);
      expect(tell(electron, 'session-end')).toBe(false);
      await time().pass(0);
      await electron.ask({ contentsId: contribution(electron).id }, 'handedBack');
      await vi.waitFor(() => expect(electron.state.isQuit).toBe(true));
    });

    test('somebody said no: half a minute after the question it goes on', async () => {
      const electron = createFakeElectron();
      const app = await start(electron, { platform: 'win32' });
      tell(electron, 'query-session-end');
      expect(app.live().isAsleep).toBe(true);
      await time().pass(29_999);
      expect(said(electron, 'wake')).toEqual([]);
      await time().pass(1);
      expect(said(electron, 'wake')).toHaveLength(1);
      expect([app.live().isAsleep, electron.state.isQuit]).toEqual([false, false]);
      tell(electron, 'query-session-end');
      expect(said(electron, 'sleep')).toHaveLength(2);
    });

    test('a computer that goes to sleep after the question wakes when it does, not by the question’s clock', async () => {
      const electron = createFakeElectron();
      await start(electron, { platform: 'win32' });
      tell(electron, 'query-session-end');
      electron.power.emit('suspend');
      await time().pass(60_000);
      expect(said(electron, 'wake')).toEqual([]);
      electron.power.emit('resume');
      expect(said(electron, 'wake')).toHaveLength(1);
    });

    test('the word without a question ends it as well', async () => {
      const electron = createFakeElectron();
      await start(electron, { platform: 'win32' });
      tell(electron, 'session-end');
      await time().pass(2_500);
      await vi.waitFor(() => expect(electron.state.isQuit).toBe(true));
    });
  });

  test('a window that computes and dies is opened again, with growing pauses', async () => {
    const electron = createFakeElectron();
    await start(electron);
    const first = contribution(electron);
    first.contents.emit('render-process-gone', {}, { reason: 'oom' });
    expect(first.isGone).toBe(true);
    expect(electron.window('contribution')).toBeUndefined();
    expect(await electron.ask({ contentsId: first.id }, 'view')).toMatchObject({ ok: false });
    await time().pass(1_000);
    expect(contribution(electron).id).not.toBe(first.id);
    contribution(electron).contents.emit('render-process-gone', {}, { reason: 'crashed' });
    await time().pass(1_999);
    expect(electron.window('contribution')).toBeUndefined();
    await time().pass(1);
    expect(electron.window('contribution')).toBeDefined();
  });
});
