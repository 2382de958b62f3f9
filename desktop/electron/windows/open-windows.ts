// The tray app's windows: the hidden one that computes and is brought back when it dies, the one that somebody looks at, and the coordinator's own
// pages. Knows which contents are whose, so that a call over the bridge can be traced to a window.
import type { DesktopEvent, DesktopRole, EventSays } from '../../../shared/contract/desktop-bridge.ts';
import { EVENT_CHANNEL } from '../../../shared/contract/desktop-bridge.ts';
import type { Clock } from '../../../shared/runtime/ports.ts';
import type { ElectronPort, WindowPort } from '../port.ts';
import { originOf } from './harden.ts';
import { APP_ORIGIN } from './serve-shell.ts';
import { dashboardOptions, optionsOf } from './window-options.ts';

/** Places of the app that a window may be opened at. */
export const SCREENS = {
  device: '/contribute',
  join: '/desktop/join',
  swarm: '/desktop/swarm',
  settings: '/desktop/settings',
  diagnostics: '/desktop/diagnostics',
} as const;
export type Screen = keyof typeof SCREENS;

export interface Windows {
  /** The hidden window. Idempotent. */
  contribute(): void;
  openScreen(screen: Screen): void;
  /** `partition` has its session hardened for the url's origin. */
  openDashboard(url: string, partition: string): void;
  tell<E extends DesktopEvent>(to: DesktopRole | 'all', event: E, said: EventSays<E>): void;
  roleOf(contentsId: number): DesktopRole | null;
  originOf(contentsId: number): string | null;
  close(): void;
}

const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 60_000;
/** So long a life forgets earlier ends. */
const STEADY_MS = 60_000;
const CONTRIBUTION_PATH = '/desktop/compute';

export interface WindowsParts {
  electron: Pick<ElectronPort, 'createWindow'> & { app: Pick<ElectronPort['app'], 'isPackaged'> };
  preload: string;
  clock: Clock;
  onTrouble(text: string): void;
  /** The hidden window is gone for now: whatever it had asked for is not wanted any more. */
  onContributionLost(): void;
  /** Windows asks whether the person's session may end. Any program may still say no. */
  onSessionAsked(): void;
  /** It ends, and waits for nobody. */
  onSessionEnd(): void;
}

export function createWindows({
  electron,
  preload,
  clock,
  onTrouble,
  onContributionLost,
  onSessionAsked,
  onSessionEnd,
}: WindowsParts): Windows {
  const open: Partial<Record<DesktopRole | 'dashboard', WindowPort>> = {};
  const origins = new Map<number, string>();
  let restMs = FIRST_REST_MS;
  let cancelRest = () => {};
  let isClosed = false;

  function show(window: WindowPort): void {
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  function make(name: DesktopRole | 'dashboard', window: WindowPort, origin: string): WindowPort {
    const { id } = window.webContents;
    open[name] = window;
    origins.set(id, origin);
    window.on('closed', () => {
      origins.delete(id);
      if (open[name] === window) delete open[name];
    });
    // Windows tells windows, not programs, and hidden ones as well
    window.on('query-session-end', () => onSessionAsked());
    window.on('session-end', () => onSessionEnd());
    return window;
  }

  function load(window: WindowPort, url: string): void {
    window.loadURL(url).catch((error: unknown) => onTrouble(`${url} could not be shown: ${String(error)}`));
  }

  function own(role: DesktopRole): WindowPort {
    return make(role, electron.createWindow(optionsOf(role, preload, electron.app.isPackaged)), APP_ORIGIN);
  }

  function contribute(): void {
    if (isClosed || open.contribution) return;
    const window = own('contribution');
    const opened = clock.now();
    const lose = (why: string) => {
      if (open.contribution !== window) return;
      delete open.contribution;
      origins.delete(window.webContents.id);
      onContributionLost();
      if (!window.isDestroyed()) window.destroy();
      if (isClosed) return;
      if (clock.now() - opened > STEADY_MS) restMs = FIRST_REST_MS;
      onTrouble(`the window that computes ${why}; it is opened again in ${restMs / 1000} s`);
      cancelRest = clock.after(restMs, contribute);
      restMs = Math.min(LONGEST_REST_MS, restMs * 2);
    };
    window.webContents.on('render-process-gone', (_event, { reason }) => lose(`ended (${reason})`));
    window.on('unresponsive', () => lose('did not answer any more'));
    window.on('closed', () => lose('was closed'));
    load(window, APP_ORIGIN + CONTRIBUTION_PATH);
  }

  return {
    contribute,
    openScreen(screen) {
      const window = open.screen ?? own('screen');
      load(window, APP_ORIGIN + SCREENS[screen]);
      show(window);
    },
    openDashboard(url, partition) {
      const origin = originOf(url);
      if (origin === null) return;
      // the session of a window is for good, and each belongs to one coordinator
      if (open.dashboard && !open.dashboard.isDestroyed()) open.dashboard.destroy();
      const window = make('dashboard', electron.createWindow(dashboardOptions(partition)), origin);
      load(window, url);
      show(window);
    },
    tell(to, event, said) {
      for (const role of ['contribution', 'screen'] as const) {
        const window = open[role];
        if ((to === 'all' || to === role) && window && !window.webContents.isDestroyed())
          window.webContents.send(EVENT_CHANNEL, event, said);
      }
      if (event === 'wake') restMs = FIRST_REST_MS;
    },
    roleOf: (id) =>
      (['contribution', 'screen'] as const).find((role) => open[role]?.webContents.id === id) ?? null,
    originOf: (id) => origins.get(id) ?? null,
    close() {
      isClosed = true;
      cancelRest();
      for (const window of Object.values(open)) if (!window.isDestroyed()) window.destroy();
    },
  };
}
