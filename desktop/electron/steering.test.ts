// What the tray shows and what is chosen there, on the stand-in for Electron.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createFakeElectron } from './fake-electron.ts';
import { contribution, report, said, screen, useFakeTrayApp, working } from './fake-tray-app.ts';

const { becomeDevice, folder, start, stop, time } = useFakeTrayApp();

/** A device whose program was ended while it was paused for 15 minutes. */
async function pauseAndStop(): Promise<void> {
  const electron = createFakeElectron();
  const app = await start(electron);
  await report(electron, working());
  electron.choose('For 15 minutes');
  await stop(app);
  await becomeDevice();
}

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
    await time().pass(30 * 60_000);
    expect(said(electron, 'configure')).toHaveLength(1);
    await time().pass(30 * 60_000);
    expect(said(electron, 'configure')).toEqual([{ state: 'paused' }, { state: 'running' }]);
  });

  test('a pause that ended while the program did not run ends when it does', async () => {
    await pauseAndStop();
    await time().pass(16 * 60_000);
    const again = createFakeElectron();
    await start(again);
    expect(said(again, 'configure')).toEqual([]); // nobody would hear it yet
    await again.ask({ contentsId: contribution(again).id }, 'linkStart');
    expect(said(again, 'configure')).toEqual([{ state: 'running' }]);
  });

  test('a pause whose end is slept over ends when the contribution is back, and is said until it goes on', async () => {
    await pauseAndStop();
    const electron = createFakeElectron();
    await start(electron);
    await report(electron, working({ state: 'paused' }, { duty: 0, reason: 'paused-by-person' }));
    electron.power.emit('suspend');
    await time().pass(16 * 60_000);
    electron.power.emit('resume');
    const told = () => said(electron, 'configure').length;
    const before = told(); // what it was told meanwhile, nobody heard
    await electron.ask({ contentsId: contribution(electron).id }, 'linkStart');
    expect(told()).toBe(before + 1);
    expect(said(electron, 'configure').at(-1)).toEqual({ state: 'running' });
    await report(electron, working());
    await electron.ask({ contentsId: contribution(electron).id }, 'linkStart');
    expect(told()).toBe(before + 1);
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
    const file = join(folder(), 'autostart/covey.desktop');
    expect(await readFile(file, 'utf8')).toContain('Exec=/opt/Covey/covey --hidden');
    await set(false);
    await expect(readFile(file)).rejects.toThrow('ENOENT');
    const windows = createFakeElectron();
    await start(windows, { platform: 'win32' });
    await windows.ask({ contentsId: contribution(windows).id }, 'changeSettings', { startAtLogin: true });
    expect(windows.state.login).toEqual({ openAtLogin: true, args: ['--hidden'] });
    const mac = createFakeElectron();
    await start(mac, { platform: 'darwin' });
    await mac.ask({ contentsId: contribution(mac).id }, 'changeSettings', { startAtLogin: true });
    expect(mac.state.login).toEqual({ openAtLogin: true });
  });

  test('at login there is no window, also on macOS, which gives no arguments; opened again there is one', async () => {
    const electron = createFakeElectron();
    electron.state.isFromLogin = true;
    await start(electron, { platform: 'darwin', argv: ['covey'] });
    expect(electron.window('screen')).toBeUndefined();
    electron.app.emit('activate');
    expect(screen(electron).url).toBe('app://covey/desktop/join');
  });

  test('on Windows a click on the icon opens this device’s screen', async () => {
    const electron = createFakeElectron();
    await start(electron, { platform: 'win32' });
    electron.tray?.click();
    expect(screen(electron).url).toBe('app://covey/contribute');
  });
});
