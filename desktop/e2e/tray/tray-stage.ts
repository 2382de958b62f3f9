// The whole tray app but for Electron itself: the bundled package, its main process on the stand-in, its windows as pages of a real Chromium, the
// computer's sensors as a tree of files, and coordinators that really run.
import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright';
import type { AppParts } from '../../electron/app-parts.ts';
import type { AppCore } from '../../electron/assemble-app.ts';
import { buildDesktop } from '../../electron/build-desktop.ts';
import { createFakeElectron, type FakeElectron, type FakeWindow } from '../../electron/fake-electron.ts';
import { findPlaces } from '../../electron/places.ts';
import type { UtilityPort } from '../../electron/port.ts';
import { startApp } from '../../electron/start-app.ts';
import { openShell } from '../../electron/windows/serve-shell.ts';
import { openTrayPage, type TrayPage } from './open-page.ts';

export const chromiumPath = process.env['COVEY_CHROMIUM'];

export interface Tray {
  app: AppCore;
  electron: FakeElectron;
  /** The page of the window of that role, once it is open. */
  page(role: 'contribution' | 'screen'): Promise<Page>;
  /** Sets what a supply of the computer says. */
  supply(name: string, files: Record<string, string>): Promise<void>;
  /** Says to the contribution what the person sets. */
  configure(change: object): Promise<void>;
  /** Processes of coordinators that were started. */
  children: Set<ReturnType<typeof fork>>;
  complaints: string[];
  origin: string;
  /** Its data is in `data`. */
  folder: string;
  close(): Promise<void>;
}

export interface TrayOptions {
  context?: BrowserContextOptions;
  swarmPort?: number;
  /** The package then knows a place to look for newer versions. */
  openUpdater?: AppParts['openUpdater'];
}

export async function openTray(options: TrayOptions = {}): Promise<Tray> {
  const folder = await mkdtemp(join(tmpdir(), 'covey-tray-'));
  const built = join(folder, 'built');
  await buildDesktop(built);
  if (options.openUpdater)
    await writeFile(join(built, 'updates.json'), '{"url": "https://updates.example.org/", "publicKey": "-"}');
  const places = findPlaces(built, join(folder, 'data'), join(folder, 'logs'));
  const supply = async (name: string, files: Record<string, string>) => {
    const at = join(folder, 'sys/class/power_supply', name);
    await mkdir(at, { recursive: true });
    for (const [file, text] of Object.entries(files)) await writeFile(join(at, file), `${text}\n`);
  };
  await supply('AC', { type: 'Mains', online: '1' });
  await supply('BAT0', { type: 'Battery', status: 'Charging', capacity: '90' });

  const server = await serveShell(places.appDir);
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const browser: Browser = await chromium.launch({
    args: ['--no-sandbox'],
    ...(chromiumPath !== undefined && { executablePath: chromiumPath }),
  });
  const context: BrowserContext = await browser.newContext({ locale: 'en-GB', ...options.context });
  // the main process tells of power, and the machine that runs the tests is busy
  await context.addInitScript(() => {
    Reflect.deleteProperty(globalThis, 'PressureObserver');
    Reflect.deleteProperty(Navigator.prototype, 'getBattery');
  });
  const complaints: string[] = [];
  context.on('weberror', (error) => complaints.push(error.error().message));
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });

  const pages = new Map<number, Promise<TrayPage>>();
  const shown = new Map<number, string>();
  const children: Tray['children'] = new Set();

  function pageOf(window: FakeWindow): Promise<TrayPage> {
    const role = window.options.webPreferences?.additionalArguments?.[0]?.split('=')[1] ?? '';
    const known = pages.get(window.id);
    if (known) return known;
    const opened = openTrayPage({
      context,
      preload: places.preload,
      role,
      invoke: (name, argument) => electron.ask({ contentsId: window.id }, name, argument),
    });
    pages.set(window.id, opened);
    return opened;
  }

  const electron = createFakeElectron({
    onTold: (window, event, said) => void pageOf(window).then(({ tell }) => tell(event, said)),
    fork: (program) => forkChild(program, children),
  });
  const app = await startApp({
    electron: electron.port,
    places,
    platform: 'linux',
    argv: ['covey', '--hidden'],
    execPath: join(built, 'covey'),
    sysRoot: join(folder, 'sys'),
    autostartFolder: join(folder, 'autostart'),
    openUpdater: options.openUpdater ?? (() => Promise.resolve(null)),
    ...(options.swarmPort !== undefined && { swarmPort: options.swarmPort }),
  });
  if (!app) throw new Error('the tray app did not start');

  async function page(role: 'contribution' | 'screen'): Promise<Page> {
    const window = electron.window(role);
    if (!window) throw new Error(`there is no ${role} window`);
    const opened = await pageOf(window);
    if (shown.get(window.id) !== window.url) {
      shown.set(window.id, window.url);
      await opened.page.goto(window.url.replace('app://covey', origin));
    }
    return opened.page;
  }
  await page('contribution');

  return {
    app,
    electron,
    page,
    supply,
    async configure(change) {
      const window = electron.window('contribution');
      if (window) (await pageOf(window)).tell('configure', change);
    },
    children,
    complaints,
    origin,
    folder,
    async close() {
      await app.stop(3_000);
      await browser.close();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The answers of `app://covey`, over http, because only Electron has schemes of one's own. */
async function serveShell(appDir: string): Promise<Server> {
  const serve = await openShell(appDir);
  const server = createServer((request, response) => {
    void (async () => {
      const answer = await serve({ url: `app://covey${request.url}`, method: request.method ?? '' });
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(Buffer.from(await answer.arrayBuffer()));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** A utility process as Electron would make it, as an ordinary child. */
function forkChild(program: string, children: Tray['children']): UtilityPort {
  const child = fork(program, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  children.add(child);
  const events = new EventEmitter();
  child.on('message', (message) => events.emit('message', message));
  child.on('exit', (code) => {
    children.delete(child);
    events.emit('exit', code ?? 1);
  });
  return {
    on: ((name: string, listener: (...said: unknown[]) => void) =>
      events.on(name, listener)) as UtilityPort['on'],
    postMessage: (message: unknown) => void (child.connected && child.send(message as object)),
    kill: () => child.kill('SIGKILL'),
  };
}
