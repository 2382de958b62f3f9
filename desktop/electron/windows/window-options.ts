// How each window is made. Pages of ours get the bridge and nothing else; the coordinator's own pages get not even that.
import type { BrowserWindowConstructorOptions } from 'electron';
import type { DesktopRole } from '../../../shared/contract/desktop-bridge.ts';

export const ROLE_ARGUMENT = '--covey-role=';
export const APP_PARTITION = 'persist:covey';

/** Said in full, also where it is Electron's default: a default that changes must not open anything. */
const walls = {
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
  spellcheck: false,
  safeDialogs: true,
} as const;

const common = { show: false, title: 'Covey', autoHideMenuBar: true } as const;
const sizes: Readonly<Record<DesktopRole | 'dashboard', BrowserWindowConstructorOptions>> = {
  contribution: { width: 400, height: 300, skipTaskbar: true, focusable: false },
  screen: { width: 1000, height: 760, minWidth: 360, minHeight: 480 },
  dashboard: { width: 1280, height: 860, minWidth: 360, minHeight: 480 },
};

/** The hidden window keeps Chromium's throttling of hidden pages: all its timing is in a Worker, which is not throttled. */
export const optionsOf = (
  role: DesktopRole,
  preload: string,
  isPackaged: boolean,
): BrowserWindowConstructorOptions => ({
  ...common,
  ...sizes[role],
  webPreferences: {
    ...walls,
    preload,
    partition: APP_PARTITION,
    additionalArguments: [`${ROLE_ARGUMENT}${role}`],
    devTools: !isPackaged,
  },
});

/** What a coordinator serves is somebody else's page: no preload script, and a partition of its own for each pinned root. */
export const dashboardOptions = (partition: string): BrowserWindowConstructorOptions => ({
  ...common,
  ...sizes.dashboard,
  webPreferences: { ...walls, partition },
});
