// What the tray app lets in: no sender, payload, permission, request or navigation but its own.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { createFakeElectron } from './fake-electron.ts';
import { contribution, screen, useFakeTrayApp, working } from './fake-tray-app.ts';

const { folder, start } = useFakeTrayApp();

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
      expect([url, await ask({ contentsId: id, url }, 'view')]).toMatchObject([url, refused]);
    expect(await ask({ contentsId: id, isInFrame: true }, 'view')).toMatchObject(refused);
    expect(await ask({ contentsId: screen(electron).id }, 'linkStart')).toMatchObject(refused);
    expect(await ask({ contentsId: screen(electron).id }, 'report', working())).toMatchObject(refused);
    expect(electron.tray?.tooltip).not.toContain('Computing');
    await vi.waitFor(async () =>
      expect(await readFile(join(folder(), 'logs/covey.log'), 'utf8')).toContain(
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
    const verdict = vi.fn<(verdict: number) => void>();
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
      expect([permission, ...may(permission, 'app://covey/')]).toEqual([permission, false, false]);
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
      expect([url, passes(url)]).toEqual([url, false]);
  });
});
