// What the tray app is made of: Electron as it is or as a test has it, and where things lie.
import type { BuiltInScripts } from '../../shared/platform/node/built-in-scripts.ts';
import type { Reach } from '../../shared/platform/node/pinned-tls.ts';
import type { Clock, Link } from '../../shared/runtime/ports.ts';
import type { LogFile } from '../host/log-file.ts';
import type { StateFile } from '../host/state-file.ts';
import type { Kept } from './app-state.ts';
import type { DeviceAccount } from './link/device-account.ts';
import type { DesktopPlaces } from './places.ts';
import type { ElectronPort } from './port.ts';
import type { Newest, Updater } from './update/updater.ts';
import type { UpdateSource } from './update/update-source.ts';

export interface AppParts {
  electron: ElectronPort;
  places: DesktopPlaces;
  platform: NodeJS.Platform;
  argv: readonly string[];
  /** What starts this program: its file, an AppImage's own. */
  execPath: string;
  /** The same where it is an AppImage; else null. */
  appImage?: string | null;
  /** Null where this kind of package cannot replace itself. */
  openUpdater(
    source: UpdateSource,
    newest: Newest,
    log: (level: 'info' | 'warning' | 'error', text: string) => void,
  ): Promise<Updater | null>;
  clock?: Clock;
  /** Where Linux shows its devices, and where the person's autostart files lie: other places only in tests. */
  sysRoot?: string;
  autostartFolder?: string;
  /** 8787, as every coordinator; another only in tests. */
  swarmPort?: number;
}

/** With what is made once Electron is ready. */
export interface CoreParts extends AppParts {
  clock: Clock;
  log: LogFile;
  kept: StateFile<Kept>;
  account: DeviceAccount;
  scripts: BuiltInScripts;
  connect(reach: Reach): Link;
  secrets: 'system' | 'plain';
  updater: Updater | null;
  /** Ends everything in order, then calls back. */
  leave(last: () => void): void;
  /** Windows asks whether the session may end; perhaps it does not. */
  sessionAsked(): void;
  sessionEnds(): void;
}
