// The built app in a real Chromium before a real coordinator, for whole-program tests: pages of an owner, of a phone, of a laptop.
// Needs the build of `npm run build`, which `npm test` makes.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright';
import { type RunningCoordinator, startCoordinator } from '../../server/main.ts';
import type { TlsChoice } from '../../server/tls/start-tls.ts';

export const chromiumPath = process.env['COVEY_CHROMIUM'];

/** The machine that runs the tests is busy with them: a device that saw how busy, and gave way, would wait for ever. */
export async function hidePressure(context: BrowserContext): Promise<BrowserContext> {
  await context.addInitScript(() => void Reflect.deleteProperty(globalThis, 'PressureObserver'));
  return context;
}

const root = new URL('../../', import.meta.url).pathname;

export const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  deviceScaleFactor: 2,
};
export const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };

export interface OpenedApp {
  readonly coordinator: RunningCoordinator;
  url: string;
  dataDir: string;
  browser: Browser;
  /** What a page complained about: uncaught errors and refused policies. */
  complaints: string[];
  ownerToken(): Promise<string>;
  context(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** A page of somebody who opened the setup link. */
  owner(options?: BrowserContextOptions): Promise<Page>;
  /** A page that joined by link and contributes. */
  device(name: string, options?: BrowserContextOptions, origin?: string): Promise<Page>;
  stopCoordinator(): Promise<void>;
  /** The same data, the same address; another build of the app if `appDir` names one. */
  startCoordinator(appDir?: string): Promise<void>;
  close(): Promise<void>;
}

export interface AppOptions {
  args?: string[];
  /** Left out: http alone. */
  tls?: TlsChoice;
  /** Where the browser keeps what it trusts; left out, the one of whoever runs the tests. */
  home?: string;
  /** Runs once the coordinator does, before the browser starts. */
  beforeBrowser?: (dataDir: string) => void;
}

export async function openApp(options: AppOptions = {}): Promise<OpenedApp> {
  const dataDir = await mkdtemp(join(tmpdir(), 'covey-app-'));
  const start = (port: number, appDir = join(root, 'build/app')) =>
    startCoordinator({
      port,
      host: '127.0.0.1',
      dataDir,
      deviceBundle: join(root, 'build/device/device.cjs'),
      kernelsDir: join(root, 'build/kernels'),
      appDir,
      version: 'test',
      log: () => undefined,
      allowHosts: ['covey.lan'],
      ...(options.tls && { tls: options.tls }),
    });
  let coordinator = await start(0);
  const { url } = coordinator;
  options.beforeBrowser?.(dataDir);
  const browser = await chromium.launch({
    ...(chromiumPath !== undefined && { executablePath: chromiumPath }),
    args: ['--no-sandbox', ...(options.args ?? [])],
    ...(options.home !== undefined && { env: { ...process.env, HOME: options.home } }),
  });
  const complaints: string[] = [];

  async function context(more: BrowserContextOptions = desktop): Promise<BrowserContext> {
    const opened = await hidePressure(await browser.newContext({ locale: 'en-GB', ...more }));
    opened.on('weberror', (error) => complaints.push(error.error().message));
    opened.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    return opened;
  }

  return {
    get coordinator() {
      return coordinator;
    },
    stopCoordinator: () => coordinator.stop(),
    async startCoordinator(appDir) {
      coordinator = await start(Number(new URL(url).port), appDir);
    },
    url,
    dataDir,
    browser,
    complaints,
    context,
    ownerToken: async () => (await readFile(coordinator.ownerTokenFile, 'utf8')).trim(),
    async owner(more) {
      const page = await (await context(more)).newPage();
      await page.goto(coordinator.makeSetupUrl());
      await page.waitForURL('**/overview');
      return page;
    },
    async device(name, more = phone, origin = url) {
      const { token } = await coordinator.createInvite({ uses: 1, minutes: 15 });
      const page = await (await context(more)).newPage();
      await page.goto(`${origin}/j#${token}`);
      await page.getByLabel('Name of this device').fill(name);
      await page.getByRole('button', { name: 'Join and help' }).click();
      await page.waitForURL('**/contribute');
      return page;
    },
    async close() {
      await browser.close();
      await coordinator.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Asks the coordinator as its owner, beside any page. */
export async function askAsOwner(
  app: OpenedApp,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const answer = await fetch(app.coordinator.url + path, {
    method,
    headers: { authorization: `Bearer ${await app.ownerToken()}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return await answer.json();
}
