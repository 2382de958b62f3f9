// Where the tray app's own files lie: what was built beside the main process, and what it keeps for the person.
import { join } from 'node:path';
import { UPDATE_SOURCE_FILE } from './update/update-source.ts';

export interface DesktopPlaces {
  preload: string;
  /** The pages as `npm run build` leaves them: for `app://covey`, and for the coordinator. */
  appDir: string;
  kernelsDir: string;
  /** The device for servers and notebooks, which the coordinator hands out. */
  deviceBundle: string;
  icons: string;
  coordinatorProgram: string;
  /** Where to look for newer versions; packed only where there is such a place. */
  updateSource: string;
  /** Identity and key of this device. */
  deviceDir: string;
  /** The coordinator's data, when it runs here. */
  swarmDir: string;
  stateFile: string;
  logFile: string;
}

export const findPlaces = (built: string, userData: string, logs: string): DesktopPlaces => ({
  preload: join(built, 'preload.cjs'),
  appDir: join(built, 'app'),
  kernelsDir: join(built, 'kernels'),
  deviceBundle: join(built, 'device', 'device.cjs'),
  icons: join(built, 'icons'),
  coordinatorProgram: join(built, 'coordinator.js'),
  updateSource: join(built, UPDATE_SOURCE_FILE),
  deviceDir: join(userData, 'device'),
  swarmDir: join(userData, 'swarm'),
  stateFile: join(userData, 'state.json'),
  logFile: join(logs, 'covey.log'),
});
