// A stand-in for Electron that keeps state instead of recording calls: windows and what they were told, the tray and its menu, what keeps the machine
// awake, sessions and their walls, processes. Checked against the same types as the real one, but for `on`, whose overloads nobody can write twice.
import { EventEmitter } from 'node:events';
import type {
  BrowserWindowConstructorOptions,
  LoginItemSettings,
  MenuItemConstructorOptions,
} from 'electron';
import { CALL_CHANNEL, type DesktopAnswer } from '../../shared/contract/desktop-bridge.ts';
import type { FakeSession, FakeTray, FakeUtility } from './fake-electron-parts.ts';
import type { ContentsPort, ElectronPort, SessionPort, TrayPort, UtilityPort, WindowPort } from './port.ts';

export interface FakeWindow {
  id: number;
  options: BrowserWindowConstructorOptions;
  url: string;
  isShown: boolean;
  isGone: boolean;
  /** [event, what was said], oldest first. */
  told: [string, unknown][];
  contents: EventEmitter;
  events: EventEmitter;
  openHandler: (() => { action: 'allow' | 'deny' }) | undefined;
}

export interface FakeElectron {
  port: ElectronPort;
  app: EventEmitter;
  power: EventEmitter;
  state: {
    isOnBattery: boolean;
    idleSeconds: number;
    thermal: 'unknown' | 'nominal' | 'fair' | 'serious' | 'critical';
    isFirst: boolean;
    isQuit: boolean;
    /** It asked to be started again after its end. */
    isRelaunched: boolean;
    /** Programs that it started to outlive it. */
    started: string[];
    isSandboxed: boolean;
    schemes: string[];
    protocols: string[];
    login: { openAtLogin?: boolean };
    /** macOS started it at login. */
    isFromLogin: boolean;
    awake: Set<number>;
    opened: string[];
    secrets: 'gnome_libsecret' | 'basic_text';
  };
  windows: FakeWindow[];
  /** Those that live, by the role that their preload script is told. */
  window(role: 'contribution' | 'screen' | 'dashboard'): FakeWindow | undefined;
  sessions: Map<string, FakeSession>;
  tray: FakeTray | undefined;
  notifications: { title?: string; body?: string }[];
  utilities: FakeUtility[];
  /** As a page asks over the bridge. */
  ask(from: Asking, name: string, argument?: unknown): Promise<DesktopAnswer>;
  choose(label: string): void;
}

export interface Asking {
  contentsId: number;
  url?: string;
  isInFrame?: boolean;
}

export interface FakeOptions {
  /** A page's side: called with each event that its window is told. */
  onTold?: (window: FakeWindow, event: string, said: unknown) => void;
  fork?: (program: string) => UtilityPort;
  getPath?: (name: string) => string;
}

const listen = (events: EventEmitter) => (name: string, listener: (...said: never[]) => void) =>
  events.on(name, listener as (...said: unknown[]) => void);

export function createFakeElectron(options: FakeOptions = {}): FakeElectron {
  const app = new EventEmitter();
  const power = new EventEmitter();
  const sessions = new Map<string, FakeSession>();
  const windows: FakeWindow[] = [];
  const utilities: FakeUtility[] = [];
  const handlers = new Map<string, (event: never, ...said: unknown[]) => unknown>();
  let lastId = 0;

  const state: FakeElectron['state'] = {
    isOnBattery: false,
    idleSeconds: 0,
    thermal: 'nominal',
    isFirst: true,
    isQuit: false,
    isRelaunched: false,
    started: [],
    isSandboxed: false,
    schemes: [],
    protocols: [],
    login: {},
    isFromLogin: false,
    awake: new Set(),
    opened: [],
    secrets: 'gnome_libsecret',
  };

  function createWindow(made: BrowserWindowConstructorOptions): WindowPort {
    const window: FakeWindow = {
      id: ++lastId,
      options: made,
      url: '',
      isShown: made.show !== false,
      isGone: false,
      told: [],
      contents: new EventEmitter(),
      events: new EventEmitter(),
      openHandler: undefined,
    };
    windows.push(window);
    const webContents: ContentsPort = {
      id: window.id,
      on: listen(window.contents) as ContentsPort['on'],
      isDestroyed: () => window.isGone,
      reload: () => undefined,
      send(_channel, event: string, said: unknown) {
        window.told.push([event, structuredClone(said)]);
        options.onTold?.(window, event, said);
      },
      setWindowOpenHandler: (handler) =>
        void (window.openHandler = () => handler({} as Parameters<typeof handler>[0])),
    };
    app.emit('web-contents-created', {}, webContents);
    return {
      webContents,
      on: listen(window.events) as WindowPort['on'],
      loadURL: async (url) => void (window.url = url),
      show: () => void (window.isShown = true),
      focus: () => undefined,
      restore: () => undefined,
      isMinimized: () => false,
      isDestroyed: () => window.isGone,
      destroy() {
        if (window.isGone) return;
        window.isGone = true;
        window.events.emit('closed');
      },
    };
  }

  function sessionOf(partition: string): SessionPort {
    const session: FakeSession = sessions.get(partition) ?? { events: new EventEmitter() };
    sessions.set(partition, session);
    return {
      on: listen(session.events) as unknown as SessionPort['on'],
      setPermissionRequestHandler: (handler) => void (session.requestPermission = handler),
      setPermissionCheckHandler: (handler) => void (session.checkPermission = handler),
      setDevicePermissionHandler: (handler) => void (session.device = handler),
      setCertificateVerifyProc: (proc) => void (session.verify = proc),
      protocol: { handle: (_scheme, handler) => void (session.serve = handler) },
      webRequest: {
        onBeforeRequest: ((handler: FakeSession['beforeRequest']) => {
          if (handler) session.beforeRequest = handler;
        }) as SessionPort['webRequest']['onBeforeRequest'],
      },
    };
  }

  function createTray(image: string): TrayPort {
    const tray: FakeTray = {
      image,
      tooltip: '',
      menu: [],
      rebuilt: 0,
      isGone: false,
      click: () => undefined,
    };
    fake.tray = tray;
    return {
      on: ((_event: 'click', heard: () => void) => void (tray.click = heard)) as unknown as TrayPort['on'],
      setImage: (next) => void (tray.image = typeof next === 'string' ? next : ''),
      setToolTip: (text) => void (tray.tooltip = text),
      setContextMenu(menu) {
        tray.menu = menu as unknown as MenuItemConstructorOptions[];
        tray.rebuilt++;
      },
      destroy: () => void (tray.isGone = true),
    };
  }

  function fork(program: string): UtilityPort {
    if (options.fork) return options.fork(program);
    const utility = Object.assign(new EventEmitter(), { posted: [] as unknown[], isKilled: false });
    utilities.push(utility);
    return {
      on: listen(utility) as UtilityPort['on'],
      postMessage: (message: unknown) => void utility.posted.push(message),
      kill() {
        utility.isKilled = true;
        utility.emit('exit', 0);
        return true;
      },
    };
  }

  const port: ElectronPort = {
    app: {
      enableSandbox: () => void (state.isSandboxed = true),
      exit: () => void (state.isQuit = true),
      getLoginItemSettings: () => ({ wasOpenedAtLogin: state.isFromLogin }) as LoginItemSettings,
      getPath: (name) => options.getPath?.(name) ?? '/nowhere',
      getVersion: () => '0.1.0',
      isPackaged: true,
      on: listen(app) as ElectronPort['app']['on'],
      quit() {
        let isHeldUp = false;
        app.emit('before-quit', { preventDefault: () => void (isHeldUp = true) });
        if (!isHeldUp) state.isQuit = true;
      },
      relaunch: () => void (state.isRelaunched = true),
      releaseSingleInstanceLock: () => void (state.isFirst = false),
      requestSingleInstanceLock: () => state.isFirst,
      setAppUserModelId: () => undefined,
      setAsDefaultProtocolClient(scheme) {
        state.protocols.push(scheme);
        return true;
      },
      setLoginItemSettings: (settings) => void (state.login = settings),
      whenReady: () => Promise.resolve(),
    },
    ipcMain: { handle: (channel, handler) => void handlers.set(channel, handler as never) },
    powerMonitor: {
      getCurrentThermalState: () => state.thermal,
      getSystemIdleTime: () => state.idleSeconds,
      isOnBatteryPower: () => state.isOnBattery,
      on: listen(power) as ElectronPort['powerMonitor']['on'],
    },
    powerSaveBlocker: {
      start() {
        state.awake.add(++lastId);
        return lastId;
      },
      stop: (id) => state.awake.delete(id),
    },
    protocol: {
      registerSchemesAsPrivileged: (schemes) =>
        void state.schemes.push(...schemes.map(({ scheme }) => scheme)),
    },
    safeStorage: {
      isAsyncEncryptionAvailable: () => Promise.resolve(true),
      getSelectedStorageBackend: () => state.secrets,
      encryptStringAsync: (text) => Promise.resolve(Buffer.from(text).reverse()),
      decryptStringAsync: (sealed) =>
        Promise.resolve({ result: Buffer.from(sealed).reverse().toString(), shouldReEncrypt: false }),
    },
    shell: {
      showItemInFolder: (path) => void state.opened.push(path),
    },
    sessionOf,
    createTray,
    createWindow,
    createNotification: (shown) => ({
      on: (() => undefined) as never,
      show: () => void fake.notifications.push(shown),
    }),
    buildMenu: (template) => template as never,
    startProgram: (path) => void state.started.push(path),
    fork,
  };

  const roleOf = ({ options: made }: FakeWindow) =>
    made.webPreferences?.additionalArguments?.[0]?.split('=')[1] ?? 'dashboard';
  const flatten = (items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    items.flatMap((item) => [item, ...flatten((item.submenu as MenuItemConstructorOptions[]) ?? [])]);

  const fake: FakeElectron = {
    port,
    app,
    power,
    state,
    windows,
    window: (role) => windows.findLast((window) => !window.isGone && roleOf(window) === role),
    sessions,
    tray: undefined,
    notifications: [],
    utilities,
    async ask({ contentsId, url = 'app://covey/contribute', isInFrame = false }, name, argument) {
      const senderFrame = { url, parent: isInFrame ? {} : null };
      const handle = handlers.get(CALL_CHANNEL);
      if (!handle) throw new Error('nobody serves the bridge');
      const event = { sender: { id: contentsId }, senderFrame } as never;
      return (await handle(event, name, argument)) as DesktopAnswer;
    },
    choose(label) {
      const item = flatten(fake.tray?.menu ?? []).find((each) => each.label?.startsWith(label));
      if (!item?.click) throw new Error(`“${label}” cannot be chosen`);
      item.click({} as never, undefined, {} as never);
    },
  };
  return fake;
}
