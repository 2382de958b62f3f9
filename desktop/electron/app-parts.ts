// What the tray app is made of: Electron as it is or as a test has it, and where things lie.
import type { Clock } from '../../shared/runtime/ports.ts';
import type { DesktopPlaces } from './places.ts';
import type { ElectronPort } from './port.ts';

export interface AppParts {
  electron: ElectronPort;
  places: DesktopPlaces;
  platform: NodeJS.Platform;
  argv: readonly string[];
  /** What starts this program: its file, an AppImage's own. */
  execPath: string;
  clock?: Clock;
  /** Where Linux shows its devices, and where the person's autostart files lie: other places only in tests. */
  sysRoot?: string;
  autostartFolder?: string;
  /** 8787, as every coordinator; another only in tests. */
  swarmPort?: number;
}
