// The tray app's main process against a stateful stand-in for Electron: how it starts, what it lets in, how it sleeps, pauses and ends.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DesktopReport } from '../../shared/contract/desktop-view.ts';
import { defaultPolicy } from '../../shared/governor/policy.ts';
import { fakeClock } from '../../shared/runtime/fakes/fake-clock.ts';
import type { AppParts } from './app-parts.ts';
import type { AppCore } from './assemble-app.ts';
import { createFakeElectron, type FakeElectron } from './fake-electron.ts';
import { findPlaces } from './places.ts';
import { startApp } from './start-app.ts';

const SHELL = `<meta http-equiv="content-security-policy" content="default-src 'self'">`;

let folder = '';
let time: ReturnType<typeof fakeClock>;
const started: AppCore[] = [];

beforeEach(async () => {
  time = fakeClock();
  folder = await mkdtemp(join(tmpdir(), 'covey-tray-'));
  const built = join(folder, 'built');
  await mkdir(join(built, 'app/client'), { recursive: true });
  await mkdir(join(built, 'app/prerendered'), { recursive: true });
  await mkdir(join(built, 'kernels'), { recursive: true });
  await writeFile(join(built, 'app/prerendered/shell.html'), SHELL);
  await writeFile(join(built, 'kernels/kernels.json'), '{}');
  await supply('AC', { type: 'Mains', online: '1' });
  await supply('BAT0', { type: 'Battery', status: 'Charging', capacity: '90' });
});
afterEach(async () => {
  for (const app of started.splice(0)) {
    await stop(app);
  }
  await rm(folder, { recursive: true, force: true });
});

async function stop(app: AppCore): Promise<void> {
  const stopping = app.stop(0);
  await time.pass(0);
  await stopping;
}

async function supply(name: string, files: Record<string, string>): Promise<void> {
  const at = join(folder, 'sys/class/power_supply', name);
  await mkdir(at, { recursive: true });
  for (const [file, text] of Object.entries(files)) await writeFile(join(at, file), `${text}\n`);
}

async function start(electron: FakeElectron, more: Partial<AppParts> = {}): Promise<AppCore> {
  const app = await startApp({
    electron: electron.port,
    places: findPlaces(join(folder, 'built'), join(folder, 'data'), join(folder, 'logs')),
    platform: 'linux',
    argv: ['covey', '--hidden'],
    execPath: '/opt/Covey/covey',
    sysRoot: join(folder, 'sys'),
    autostartFolder: join(folder, 'autostart'),
    clock: time.clock,
    ...more,
  });
  if (!app) throw new Error('it did not start');
  started.push(app);
  return app;
}

/** As if it had joined a coordinator that is away now. */
async function becomeDevice(): Promise<void> {
  const serverId = `srv_${'0'.repeat(32)}`;
  const state = join(folder, 'data/state.json');
  const kept = JSON.parse(await readFile(state, 'utf8')) as object;
  const coordinator = { url: 'http://127.0.0.1:9', ca: null, serverId, swarmName: 'Home', joinedAt: 0 };
  await writeFile(state, JSON.stringify({ ...kept, coordinator }));
  const device = join(folder, 'data/device/device.json');
  const identity = JSON.parse(await readFile(device, 'utf8')) as object;
  const devices = { [serverId]: { deviceId: `dev_${'0'.repeat(32)}`, name: 'Laptop' } };
  await writeFile(device, JSON.stringify({ ...identity, devices }));
}

const contribution = (electron: FakeElectron) => electron.window('contribution')!;
const screen = (electron: FakeElectron) => electron.window('screen')!;
const said = (electron: FakeElectron, event: string) =>
  contribution(electron)
    .told.filter(([name]) => name === event)
    .map(([, what]) => what);

const working = (settings = {}, more = {}): DesktopReport => ({
  phase: 'contributing',
  connection: 'connected',
  duty: 1,
  reason: 'working',
  sentence: 'Computing.',
  busy: 2,
  jobName: 'Holiday photos',
  deviceName: 'Laptop',
  swarmName: 'Home',
  settings: { state: 'running', ...defaultPolicy('laptop', 8, { battery: true }), ...settings },
  readings: { charging: true, battery: 90 },
  ...more,
});
const report = (electron: FakeElectron, what: DesktopReport) =>
  electron.ask({ contentsId: contribution(electron).id }, 'report', what);

describe('start', () => {
  test('a second program hands its link over and ends', async () => {
    const second = createFakeElectron();
    second.state.isFirst = false;
    expect(
      await startApp({
        electron: second.port,
        places: findPlaces(folder, folder, folder),
        platform: 'linux',
        argv: [],
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
    const file = join(folder, 'data/device/device.json');
    expect(await readFile(file, 'utf8')).not.toContain('"d"');
    const view = async (electron: FakeElectron) =>
      (await electron.ask({ contentsId: contribution(electron).id }, 'view')) as { value?: unknown };
    expect((await view(sealed)).value).toMatchObject({ secrets: 'system' });
    await rm(join(folder, 'data'), { recursive: true });
    const plain = createFakeElectron();
    plain.state.secrets = 'basic_text';
    await start(plain);
    expect(await readFile(file, 'utf8')).toContain('"d"');
    expect((await view(plain)).value).toMatchObject({ secrets: 'plain' });
  });
});

describe('the walls', () => {
  test('a hostile sender is refused and changes nothing', async () => {
    const electron = createFakeElectron();
    await start(electron, { argv: ['covey'] });
    const { id } = contribution(electron);
    const refused = { ok: false, error: { code: 'forbidden' } };
    const ask = electron.ask;
    expect(await ask({ contentsId: 999 }, 'view')).toMatchObject(refused);
    for (const url of [
      'https://evil.example/',
      'app://covey.evil/',
      'app://other/',
      'about:srcdoc',
      'file:///etc/passwd',
      '',
    ])
      expect(await ask({ contentsId: id, url }, 'view'), url).toMatchObject(refused);
    expect(await ask({ contentsId: id, isInFrame: true }, 'view')).toMatchObject(refused);
    expect(await ask({ contentsId: screen(electron).id }, 'linkStart')).toMatchObject(refused);
    expect(await ask({ contentsId: screen(electron).id }, 'report', working())).toMatchObject(refused);
    expect(electron.tray?.tooltip).not.toContain('Computing');
    await vi.waitFor(async () =>
      expect(await readFile(join(folder, 'logs/covey.log'), 'utf8')).toContain(
        'a call from https://evil.example/',
      ),
    );
  });

  test.each([
    ['constructor', undefined],
    ['__proto__', undefined],
    ['report', { phase: 'contributing', duty: 7 }],
    ['report', 'working'],
    ['changeSettings', { startAtLogin: 'yes' }],
    ['join', { where: 'x'.repeat(3000), name: '', capabilities: {} }],
    ['linkResults', new Uint8Array(100)],
    ['fetchPart', { ticket: 1, sha: '../../etc/passwd', size: null }],
    ['forgetDevice', 'everything'],
  ])('a payload that is not as agreed is refused: %s %j', async (name, payload) => {
    const electron = createFakeElectron();
    await start(electron);
    const answer = await electron.ask({ contentsId: contribution(electron).id }, name, payload);
    expect(answer).toMatchObject({ ok: false, error: { code: 'bad-request' } });
  });

  test('navigation, new windows, webviews, downloads and foreign certificates are refused', async () => {
    const electron = createFakeElectron();
    await start(electron, { argv: ['covey'] });
    const { contents, openHandler } = contribution(electron);
    const isStopped = (emitter: typeof contents, event: string, more: object = {}) => {
      let stopped = false;
      emitter.emit(event, { preventDefault: () => void (stopped = true), ...more });
      return stopped;
    };
    for (const event of ['will-navigate', 'will-redirect']) {
      for (const url of [
        'https://evil.example/',
        'app://covey.evil/',
        'file:///',
        'javascript:1',
        'data:text/html,x',
      ])
        expect(isStopped(contents, event, { url }), `${event} ${url}`).toBe(true);
      expect(isStopped(contents, event, { url: 'app://covey/desktop/join' })).toBe(false);
    }
    expect(isStopped(contents, 'will-frame-navigate', { isMainFrame: false, url: 'app://covey/' })).toBe(
      true,
    );
    expect(isStopped(contents, 'will-attach-webview')).toBe(true);
    expect(openHandler?.()).toEqual({ action: 'deny' });
    const session = electron.sessions.get('persist:covey')!;
    expect(isStopped(session.events, 'will-download')).toBe(true);
    const verdict = vi.fn();
    session.verify?.({ hostname: 'covey' } as never, verdict);
    expect(verdict).toHaveBeenCalledWith(-2);
  });

  test('every permission is refused but our own page’s clipboard, and every request but our own', async () => {
    const electron = createFakeElectron();
    await start(electron);
    const session = electron.sessions.get('persist:covey')!;
    const may = (permission: string, requestingUrl: string) => {
      let granted: boolean | undefined;
      session.requestPermission?.({} as never, permission as never, (yes) => void (granted = yes), {
        requestingUrl,
      } as never);
      return [granted, session.checkPermission?.(null, permission as never, requestingUrl, {} as never)];
    };
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'openExternal',
      'hid',
      'local-network',
      'fileSystem',
      'clipboard-read',
    ])
      expect(may(permission, 'app://covey/'), permission).toEqual([false, false]);
    expect(may('clipboard-sanitized-write', 'app://covey/')).toEqual([true, true]);
    expect(may('clipboard-sanitized-write', 'https://evil.example/')).toEqual([false, false]);
    expect(session.device?.({} as never)).toBe(false);
    const passes = (url: string) => {
      let isCancelled: boolean | undefined;
      session.beforeRequest?.({ url }, ({ cancel }) => void (isCancelled = cancel));
      return isCancelled === false;
    };
    expect(['app://covey/a.js', 'data:text/javascript,1', 'blob:app://covey/1'].map(passes)).toEqual([
      true,
      true,
      true,
    ]);
    for (const url of [
      'https://evil.example/',
      'http://127.0.0.1:8787/',
      'ws://192.168.1.9/',
      'file:///etc/passwd',
      'app://evil/',
    ])
      expect(passes(url), url).toBe(false);
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

describe('the tray', () => {
  test('shows what it does and why, and its menu is rebuilt only when it changes', async () => {
    const electron = createFakeElectron();
    await start(electron);
    expect(electron.tray?.image).toContain('offline.png');
    await report(electron, working());
    expect(electron.tray).toMatchObject({
      image: expect.stringContaining('working.png') as string,
      tooltip: 'Covey\nComputing.\nSwarm: Home',
    });
    const { rebuilt } = electron.tray!;
    await report(electron, working({}, { readings: { charging: true, temperature: 61 } }));
    expect(electron.tray?.rebuilt).toBe(rebuilt);
    const sentence = 'Resting: on battery, 88 %. Plug it in, or allow work on battery.';
    await report(electron, working({}, { duty: 0, busy: 0, reason: 'on-battery', sentence }));
    expect(electron.tray?.image).toContain('resting.png');
    expect(electron.tray?.tooltip).toContain(sentence);
    expect(electron.tray?.rebuilt).toBe(rebuilt + 1);
  });

  test('what is chosen there reaches the contribution', async () => {
    const electron = createFakeElectron();
    await start(electron);
    await report(electron, working());
    electron.choose('25 %');
    electron.choose('Only on mains power');
    expect(said(electron, 'configure')).toEqual([{ throttle: 25 }, { onlyCharging: false }]);
    electron.choose('Diagnostics');
    expect(screen(electron).url).toBe('app://covey/desktop/diagnostics');
  });

  test('a pause ends by itself', async () => {
    const electron = createFakeElectron();
    await start(electron);
    await report(electron, working());
    electron.choose('For 1 hour');
    expect(said(electron, 'configure')).toEqual([{ state: 'paused' }]);
    await report(
      electron,
      working(
        { state: 'paused' },
        { duty: 0, busy: 0, reason: 'paused-by-person', sentence: 'You paused it.' },
      ),
    );
    expect(electron.tray?.image).toContain('paused.png');
    expect(electron.tray?.tooltip).toMatch(/Paused until/);
    await time.pass(30 * 60_000);
    expect(said(electron, 'configure')).toHaveLength(1);
    await time.pass(30 * 60_000);
    expect(said(electron, 'configure')).toEqual([{ state: 'paused' }, { state: 'running' }]);
  });

  test('a pause that ended while the program did not run ends when it does', async () => {
    const first = createFakeElectron();
    const app = await start(first);
    await report(first, working());
    first.choose('For 15 minutes');
    await stop(app);
    await becomeDevice();
    await time.pass(16 * 60_000);
    const again = createFakeElectron();
    await start(again);
    expect(said(again, 'configure')).toEqual([]); // nobody would hear it yet
    await again.ask({ contentsId: contribution(again).id }, 'linkStart');
    expect(said(again, 'configure')).toEqual([{ state: 'running' }]);
  });

  test('whoever starts it elsewhere ends the pause, but old news does not', async () => {
    const electron = createFakeElectron();
    await start(electron);
    await report(electron, working());
    electron.choose('For 15 minutes');
    await report(electron, working()); // was on its way before
    expect(electron.tray?.tooltip).toContain('Computing');
    await report(electron, working({ state: 'paused' }, { duty: 0, reason: 'paused-by-person' }));
    expect(electron.tray?.tooltip).toMatch(/Paused until/);
    await report(electron, working());
    await report(
      electron,
      working({ state: 'paused' }, { duty: 0, reason: 'paused-by-person', sentence: 'You paused it.' }),
    );
    expect(electron.tray?.tooltip).toContain('You paused it.');
  });

  test('starting at login is a file on Linux and the system’s list elsewhere', async () => {
    const electron = createFakeElectron();
    await start(electron);
    const set = (isOn: boolean) =>
      electron.ask({ contentsId: contribution(electron).id }, 'changeSettings', { startAtLogin: isOn });
    await set(true);
    const file = join(folder, 'autostart/covey.desktop');
    expect(await readFile(file, 'utf8')).toContain('Exec=/opt/Covey/covey --hidden');
    await set(false);
    await expect(readFile(file)).rejects.toThrow('ENOENT');
    const windows = createFakeElectron();
    await start(windows, { platform: 'win32' });
    await windows.ask({ contentsId: contribution(windows).id }, 'changeSettings', { startAtLogin: true });
    expect(windows.state.login).toEqual({ openAtLogin: true, args: ['--hidden'] });
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
    await time.pass(5_999);
    expect(electron.state.isQuit).toBe(false);
    await time.pass(1);
    await vi.waitFor(() => expect(electron.state.isQuit).toBe(true));
  });

  test('a shutdown is held up only for a moment', async () => {
    const electron = createFakeElectron();
    await start(electron);
    let isHeldUp = false;
    electron.power.emit('shutdown', { preventDefault: () => void (isHeldUp = true) });
    expect(isHeldUp).toBe(true);
    await time.pass(2_500);
    await vi.waitFor(() => expect(electron.state.isQuit).toBe(true));
  });

  test('a window that computes and dies is opened again, with growing pauses', async () => {
    const electron = createFakeElectron();
    await start(electron);
    const first = contribution(electron);
    first.contents.emit('render-process-gone', {}, { reason: 'oom' });
    expect(first.isGone).toBe(true);
    expect(electron.window('contribution')).toBeUndefined();
    expect(await electron.ask({ contentsId: first.id }, 'view')).toMatchObject({ ok: false });
    await time.pass(1_000);
    expect(contribution(electron).id).not.toBe(first.id);
    contribution(electron).contents.emit('render-process-gone', {}, { reason: 'crashed' });
    await time.pass(1_999);
    expect(electron.window('contribution')).toBeUndefined();
    await time.pass(1);
    expect(electron.window('contribution')).toBeDefined();
  });
});
