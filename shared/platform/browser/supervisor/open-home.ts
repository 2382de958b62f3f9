// Opens the device's home: in the tray app the one that leads over the bridge, else the browser's own.
import type { DesktopRole } from '../../../contract/desktop-bridge.ts';
import type { WatchNetwork } from '../../follow-network.ts';
import type { CoveyDatabase } from '../database.ts';
import type { DeviceLooks } from '../device-looks.ts';
import { openBrowserHome } from './browser-home.ts';
import type { DeviceHome } from './device-home.ts';

export interface TrayApp {
  role: DesktopRole;
  /** To the bridge. */
  port: MessagePort;
}

export async function openHome(
  database: CoveyDatabase,
  seen: DeviceLooks,
  watchNetwork: WatchNetwork,
  desktop: TrayApp | undefined,
): Promise<{ home: DeviceHome; looks: DeviceLooks }> {
  if (!desktop) return { home: openBrowserHome(database, watchNetwork), looks: seen };
  // no phone needs what only the tray app is made of
  const { openDesktop } = await import('../desktop/open-desktop.ts');
  return await openDesktop(desktop.port, desktop.role, database, seen);
}
