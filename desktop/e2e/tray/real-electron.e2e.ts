// The tray app in Electron itself, where its binary is on the machine: what the stand-in can only claim. Says that it was skipped where there is none; on Linux
// without a screen it wants Xvfb (`xvfb-run -a`).
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildDesktop } from '../../electron/build-desktop.ts';
import { findElectron, HOW_TO_GET } from '../../electron/find-binary.ts';

const binary = findElectron();
const hasScreen =
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
const missing =
  binary === undefined
    ? `for want of Electron's binary. ${HOW_TO_GET}`
    : hasScreen
      ? undefined
      : 'for want of a screen: run it under xvfb-run -a.';

const state: { app?: ElectronApplication; folder?: string } = {};
const app = () => state.app!;

describe('the tray app in Electron', () => {
  beforeEach(({ skip }) => skip(missing !== undefined, missing));
  beforeAll(async () => {
    if (missing !== undefined) return;
    state.folder = await mkdtemp(join(tmpdir(), 'covey-electron-'));
    const built = join(state.folder, 'built');
    await buildDesktop(built);
    state.app = await _electron.launch({
      executablePath: binary!,
      args: [
        built,
        `--user-data-dir=${join(state.folder, 'data')}`,
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    });
  });
  afterAll(async () => {
    await state.app?.close();
    if (state.folder !== undefined) await rm(state.folder, { recursive: true, force: true });
  });

  const windowAt = async (path: string) => {
    await expect
      .poll(
        () =>
          app()
            .windows()
            .map((page) => new URL(page.url()).pathname),
        { timeout: 30_000 },
      )
      .toContain(path);
    return app()
      .windows()
      .find((page) => new URL(page.url()).pathname === path)!;
  };

  test('the hidden window computes behind its walls', async () => {
    const page = await windowAt('/desktop/compute');
    const seen = await page.evaluate(() => {
      const scope = globalThis as unknown as Record<string, unknown>;
      return {
        isSecure: isSecureContext,
        role: (scope['coveyDesktop'] as { role: string }).role,
        node: [typeof scope['require'], typeof scope['process']],
        locks: 'locks' in navigator,
      };
    });
    expect(seen).toEqual({
      isSecure: true,
      role: 'contribution',
      node: ['undefined', 'undefined'],
      locks: true,
    });
    const isVisible = await app().evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().some(
        (window) => window.webContents.getURL().endsWith('/desktop/compute') && window.isVisible(),
      ),
    );
    expect(isVisible).toBe(false);
  });

  test('the page reaches the main process, and nothing else', async () => {
    const page = await windowAt('/desktop/join');
    await page.getByLabel('Join link or address').waitFor();
    expect(
      await page.evaluate(() =>
        fetch('https://example.org/').then(
          () => 'reached',
          () => 'refused',
        ),
      ),
    ).toBe('refused');
    expect(await page.evaluate(() => (window.open('app://covey/') === null ? 'refused' : 'opened'))).toBe(
      'refused',
    );
  });

  test('the shell is served with its policy, and no path leads out of it', async () => {
    const page = await windowAt('/desktop/join');
    const status = (path: string) =>
      page.evaluate((asked) => fetch(asked).then((answer) => answer.status), path);
    expect(await status('/icons/covey.svg')).toBe(200);
    expect(await status('/..%2f..%2fpackage.json')).toBe(400);
  });
});
