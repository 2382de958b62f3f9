// The tray app's main process: the one file that meets Electron as it runs. Everything else is handed the port, and is tested without a binary.
import {
  app,
  BrowserWindow,
  ipcMain,
  Menu,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  session,
  shell,
  Tray,
  utilityProcess,
} from 'electron';
import { spawn } from 'node:child_process';
import { findPlaces } from './places.ts';
import type { ElectronPort } from './port.ts';
import { startApp } from './start-app.ts';
import { findAppImage } from './update/find-app-image.ts';
import { openUpdater } from './update/open-updater.ts';

const electron: ElectronPort = {
  app,
  ipcMain,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  shell,
  sessionOf: (partition) => session.fromPartition(partition),
  createTray: (image) => new Tray(image),
  createWindow: (options) => new BrowserWindow(options),
  createNotification: (options) => new Notification(options),
  buildMenu: (template) => Menu.buildFromTemplate(template),
  fork: (program, args, options) => utilityProcess.fork(program, args, options),
  startProgram: (path) =>
    spawn(path, [], { detached: true, stdio: 'ignore' })
      .on('error', (error) => console.error(`${path} could not be started:`, error))
      .unref(),
};
const runsAs = { platform: process.platform, executable: process.execPath, env: process.env };
const appImage = findAppImage(runsAs);

// Not awaited here: Electron is ready only once this module has run to its end. What must come before that is done before the first wait inside.
startApp({
  electron,
  places: findPlaces(import.meta.dirname, app.getPath('userData'), app.getPath('logs')),
  platform: process.platform,
  argv: process.argv,
  execPath: appImage ?? process.execPath,
  appImage,
  openUpdater: (source, newest, log) =>
    openUpdater(source, { ...runsAs, resources: process.resourcesPath }, newest, log),
}).catch((error: unknown) => {
  console.error('Covey could not start:', error);
  app.exit(1);
});
