// The part of Electron that the tray app may touch, picked from Electron's own types, so that the real module fits and the fake of the tests cannot
// drift. Only main.ts joins it to the real one.
import type {
  App,
  BrowserWindow,
  BrowserWindowConstructorOptions,
  IpcMain,
  Menu,
  MenuItemConstructorOptions,
  Notification,
  NotificationConstructorOptions,
  PowerMonitor,
  PowerSaveBlocker,
  Protocol,
  SafeStorage,
  Session,
  Shell,
  Tray,
  UtilityProcess,
  WebContents,
  WebRequest,
} from 'electron';

export type ContentsPort = Pick<
  WebContents,
  'id' | 'on' | 'send' | 'isDestroyed' | 'setWindowOpenHandler' | 'reload'
>;
export type WindowPort = Pick<
  BrowserWindow,
  'on' | 'loadURL' | 'show' | 'focus' | 'restore' | 'isMinimized' | 'isDestroyed' | 'destroy'
> & { readonly webContents: ContentsPort };
export type SessionPort = Pick<
  Session,
  | 'on'
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setCertificateVerifyProc'
> & { readonly protocol: Pick<Protocol, 'handle'>; readonly webRequest: Pick<WebRequest, 'onBeforeRequest'> };
export type TrayPort = Pick<Tray, 'on' | 'setImage' | 'setToolTip' | 'setContextMenu' | 'destroy'>;
export type UtilityPort = Pick<UtilityProcess, 'on' | 'postMessage' | 'kill'>;

export interface ElectronPort {
  app: Pick<
    App,
    | 'enableSandbox'
    | 'exit'
    | 'getLoginItemSettings'
    | 'getPath'
    | 'getVersion'
    | 'isPackaged'
    | 'on'
    | 'quit'
    | 'relaunch'
    | 'releaseSingleInstanceLock'
    | 'requestSingleInstanceLock'
    | 'setAppUserModelId'
    | 'setAsDefaultProtocolClient'
    | 'setLoginItemSettings'
    | 'whenReady'
  >;
  ipcMain: Pick<IpcMain, 'handle'>;
  powerMonitor: Pick<
    PowerMonitor,
    'getCurrentThermalState' | 'getSystemIdleTime' | 'isOnBatteryPower' | 'on'
  >;
  powerSaveBlocker: Pick<PowerSaveBlocker, 'start' | 'stop'>;
  protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>;
  safeStorage: Pick<
    SafeStorage,
    'decryptStringAsync' | 'encryptStringAsync' | 'getSelectedStorageBackend' | 'isAsyncEncryptionAvailable'
  >;
  shell: Pick<Shell, 'showItemInFolder'>;
  sessionOf(partition: string): SessionPort;
  createTray(image: string): TrayPort;
  createWindow(options: BrowserWindowConstructorOptions): WindowPort;
  createNotification(options: NotificationConstructorOptions): Pick<Notification, 'on' | 'show'>;
  buildMenu(template: MenuItemConstructorOptions[]): Menu;
  /** On its own: it outlives this program. */
  startProgram(path: string): void;
  fork(program: string, args: string[], options: { serviceName: string; stdio: 'pipe' }): UtilityPort;
}
