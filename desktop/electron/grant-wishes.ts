// Does what a person wishes in the tray's menu and on the app's screens.
import type { Clock } from '../../shared/runtime/ports.ts';
import type { LogFile } from '../host/log-file.ts';
import type { StateFile } from '../host/state-file.ts';
import type { AppParts } from './app-parts.ts';
import type { Kept, Live, Watched } from './app-state.ts';
import type { SettingsChange } from './bridge/handlers.ts';
import { setLogin } from './set-login.ts';
import type { SwarmKeeper } from './swarm/swarm-here.ts';
import { type Pause, pauseEnd } from './tray/pause.ts';
import type { Wish } from './tray/tray-menu.ts';
import type { Dashboards } from './windows/open-dashboard.ts';
import type { Updates } from './update/join-updates.ts';
import type { Windows } from './windows/open-windows.ts';

export interface WishParts extends Pick<AppParts, 'electron' | 'platform' | 'execPath' | 'autostartFolder'> {
  clock: Clock;
  log: LogFile;
  kept: StateFile<Kept>;
  live: Watched<Live>;
  pause: Pause;
  swarm: SwarmKeeper;
  windows: Windows;
  dashboards: Dashboards;
  updates: Pick<Updates, 'apply' | 'restart'>;
  /** Tells the contribution. */
  configure(change: Record<string, unknown>): void;
  showAll(): void;
}

export interface Wishes {
  act(wish: Wish): void;
  changeSettings(change: SettingsChange): Promise<void>;
  /** Has the system start the app at login, or no longer, as is set. */
  applyLogin(): Promise<void>;
}

export function createWishes(parts: WishParts): Wishes {
  const { electron, platform, execPath, autostartFolder, clock, log, kept, live } = parts;
  const { pause, swarm, windows, dashboards, updates, configure, showAll } = parts;

  async function openDashboard(): Promise<void> {
    const { coordinator } = kept.value;
    if (live.value.swarm.state === 'running') dashboards.open(await swarm.setupUrl(), null);
    else if (coordinator) dashboards.open(coordinator.url, coordinator.ca);
  }

  async function changeSettings(change: SettingsChange): Promise<void> {
    const before = kept.value.settings;
    const given = Object.entries(change).filter(([, value]) => value !== undefined);
    const settings: typeof before = { ...before, ...Object.fromEntries(given) };
    const written = kept.change({ settings });
    if (settings.startAtLogin !== before.startAtLogin) await applyLogin();
    updates.apply();
    showAll();
    await written;
  }

  async function applyLogin(): Promise<void> {
    const isOn = kept.value.settings.startAtLogin;
    live.change({ loginTrouble: await setLogin(electron.app, platform, [execPath], isOn, autostartFolder) });
  }

  function act(wish: Wish): void {
    switch (wish.type) {
      case 'start':
        return pause.end();
      case 'pause':
        return pause.begin(pauseEnd(wish.for, new Date(clock.utc())));
      case 'throttle':
        return configure({ throttle: wish.percent });
      case 'onlyOnMains':
        return configure({ onlyCharging: wish.isOn });
      case 'openDashboard':
        return void openDashboard().catch((error: unknown) => log.write('error', String(error)));
      case 'open':
        return windows.openScreen(wish.screen);
      case 'startSwarm':
        void changeSettings({ runSwarm: true });
        swarm.start();
        return windows.openScreen('swarm');
      case 'stopSwarm':
        void changeSettings({ runSwarm: false });
        return void swarm.stop();
      case 'restartToUpdate':
        return void updates.restart();
      case 'quit':
        return electron.app.quit();
    }
  }

  return { act, changeSettings, applyLogin };
}
