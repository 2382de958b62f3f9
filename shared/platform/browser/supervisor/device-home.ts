// Who this device is and how it reaches its coordinator, as its supervisor sees it. A browser keeps both itself; in the tray app the main process
// does. The supervisor is the same.
import type { Capabilities } from '../../../contract/device.ts';
import type { DeviceId } from '../../../contract/ids.ts';
import type { Readings } from '../../../governor/readings.ts';
import type { Identity, Link } from '../../../runtime/ports.ts';
import type { PersonSettings } from '../../../runtime/contribution-view.ts';
import type { JoinWish, SupervisorState } from './supervisor-messages.ts';

export interface HomeDevice {
  deviceId: DeviceId;
  name: string;
  swarmName: string;
  joinedAt: number;
}

/** What the tray app asks of the supervisor. */
export interface HomeEvents {
  /** Another window joined or left. */
  deviceChanged(): void;
  configured(change: Partial<PersonSettings>): void;
  sensed(readings: Partial<Readings>): void;
  /** Hands everything back; resolves when that is done. */
  sleep(): Promise<void>;
  wake(): void;
}

export interface DeviceHome {
  /** A window that only looks on never contributes. */
  readonly onlyWatches: boolean;
  start(events: HomeEvents): void;
  find(): Promise<HomeDevice | undefined>;
  /** @throws CoveyError, or TypeError when nobody answers. */
  join(wish: JoinWish, capabilities: Capabilities): Promise<void>;
  forget(why: 'left' | 'refused'): Promise<void>;
  /** For who it is now. */
  connect(device: HomeDevice): Promise<{ link: Link; identity: Identity }>;
  /** The four words of its key; empty when they cannot be known. */
  words(): Promise<string>;
  /** What the page senses, less what is known better elsewhere. */
  trust(readings: Partial<Readings>): Partial<Readings>;
  shown(state: SupervisorState): void;
}
