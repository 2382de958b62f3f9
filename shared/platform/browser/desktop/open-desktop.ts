// What the supervisor needs where its page runs in the tray app: a home that leads over the bridge, and what the main process knows of the computer.
import type { DesktopRole } from '../../../contract/desktop-bridge.ts';
import type { CoveyDatabase } from '../database.ts';
import type { DeviceLooks } from '../device-looks.ts';
import type { DeviceHome } from '../supervisor/device-home.ts';
import { createDesktopClient } from './desktop-client.ts';
import { openDesktopHome } from './desktop-home.ts';
import { bridgeOver } from './relay-bridge.ts';

/** @throws CoveyError when the main process does not answer as it should. */
export async function openDesktop(
  port: MessagePort,
  role: DesktopRole,
  database: CoveyDatabase,
  seen: DeviceLooks,
): Promise<{ home: DeviceHome; looks: DeviceLooks }> {
  const desktop = createDesktopClient(bridgeOver(port, role));
  const { kind = seen.kind, ...known } = await desktop.call('looks');
  return {
    home: openDesktopHome(desktop, database),
    looks: { ...seen, ...known, kind, runtime: 'electron' },
  };
}
