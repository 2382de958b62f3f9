// The tray app on the stand-in for Electron, in a folder of its own, with a clock that stands still and a computer made of files. Every app that a test starts
// is ended with it.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { DesktopReport } from '../../shared/contract/desktop-view.ts';
import { defaultPolicy } from '../../shared/governor/policy.ts';
import { fakeClock } from '../../shared/runtime/fakes/fake-clock.ts';
import type { AppParts } from './app-parts.ts';
import type { AppCore } from './assemble-app.ts';
import type { FakeElectron, FakeWindow } from './fake-electron.ts';
import { findPlaces } from './places.ts';
import { startApp } from './start-app.ts';

const SHELL = `<meta http-equiv="content-security-policy" content="default-src 'self'">`;

export interface FakeTrayApp {
  folder(): string;
  time(): ReturnType<typeof fakeClock>;
  start(electron: FakeElectron, more?: Partial<AppParts>): Promise<AppCore>;
  stop(app: AppCore): Promise<void>;
  /** Sets what a power supply of the computer says. */
  supply(name: string, files: Record<string, string>): Promise<void>;
  /** As if it had joined a coordinator that is away now; for the next start. */
  becomeDevice(): Promise<void>;
}

/** To be called at the top of a test file. */
export function useFakeTrayApp(): FakeTrayApp {
  const state = { folder: '', time: fakeClock(), started: [] as AppCore[] };
  const at = (...parts: string[]) => join(state.folder, ...parts);

  async function supply(name: string, files: Record<string, string>): Promise<void> {
    await mkdir(at('sys/class/power_supply', name), { recursive: true });
    for (const [file, text] of Object.entries(files))
      await writeFile(at('sys/class/power_supply', name, file), `${text}\n`);
  }

  async function stop(app: AppCore): Promise<void> {
    const stopping = app.stop(0);
    await state.time.pass(0);
    await stopping;
  }

  beforeEach(async () => {
    state.time = fakeClock();
    state.folder = await mkdtemp(join(tmpdir(), 'covey-tray-'));
    for (const folder of ['app/client', 'app/prerendered', 'kernels'])
      await mkdir(at('built', folder), { recursive: true });
    await writeFile(at('built/app/prerendered/shell.html'), SHELL);
    await writeFile(at('built/kernels/kernels.json'), '{}');
    await supply('AC', { type: 'Mains', online: '1' });
    await supply('BAT0', { type: 'Battery', status: 'Charging', capacity: '90' });
  });
  afterEach(async () => {
    for (const app of state.started.splice(0)) await stop(app);
    await rm(state.folder, { recursive: true, force: true });
  });

  return {
    folder: () => state.folder,
    time: () => state.time,
    supply,
    stop,
    async start(electron, more = {}) {
      const app = await startApp({
        electron: electron.port,
        places: findPlaces(at('built'), at('data'), at('logs')),
        platform: 'linux',
        argv: ['covey', '--hidden'],
        execPath: '/opt/Covey/covey',
        sysRoot: at('sys'),
        autostartFolder: at('autostart'),
        clock: state.time.clock,
        openUpdater: () => Promise.resolve(null),
        ...more,
      });
      if (!app) throw new Error('it did not start');
      state.started.push(app);
      return app;
    },
    async becomeDevice() {
      const serverId = `srv_${'0'.repeat(32)}`;
      const kept = JSON.parse(await readFile(at('data/state.json'), 'utf8')) as object;
      const coordinator = { url: 'http://127.0.0.1:9', ca: null, serverId, swarmName: 'Home', joinedAt: 0 };
      await writeFile(at('data/state.json'), JSON.stringify({ ...kept, coordinator }));
      const identity = JSON.parse(await readFile(at('data/device/device.json'), 'utf8')) as object;
      const devices = { [serverId]: { deviceId: `dev_${'0'.repeat(32)}`, name: 'Laptop' } };
      await writeFile(at('data/device/device.json'), JSON.stringify({ ...identity, devices }));
    },
  };
}

function find(electron: FakeElectron, role: 'contribution' | 'screen'): FakeWindow {
  const window = electron.window(role);
  if (!window) throw new Error(`there is no ${role} window`);
  return window;
}
export const contribution = (electron: FakeElectron) => find(electron, 'contribution');
export const screen = (electron: FakeElectron) => find(electron, 'screen');

/** What the contribution was told of that event, oldest first. */
export const said = (electron: FakeElectron, event: string) =>
  contribution(electron)
    .told.filter(([name]) => name === event)
    .map(([, what]) => what);

export const working = (settings = {}, more = {}): DesktopReport => ({
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

export const report = (electron: FakeElectron, what: DesktopReport) =>
  electron.ask({ contentsId: contribution(electron).id }, 'report', what);
