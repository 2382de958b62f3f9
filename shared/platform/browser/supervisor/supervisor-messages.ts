// What a page and its supervisor say to each other. Both are this app, built together, so nothing here is parsed; the ports
// of compute threads travel beside `openThread`.
import type { DesktopRole } from '../../../contract/desktop-bridge.ts';
import type { Capabilities } from '../../../contract/device.ts';
import type { DeviceId } from '../../../contract/ids.ts';
import type { Readings } from '../../../governor/readings.ts';
import type {
  ContributionLine,
  ContributionStatus,
  PersonSettings,
} from '../../../runtime/contribution-view.ts';
import type { KeptSettings } from '../../../runtime/kept-settings.ts';
import type { DeviceLooks } from '../device-looks.ts';
import type { Lifetime } from '../lifetime-store.ts';
import type { Stillness } from './notice-stillness.ts';

export interface JoinWish {
  /** The typed code, the long token of a link, or the token by which another origin of this browser hands over; none: it knocks, and waits for approval. */
  code?: string;
  token?: string;
  handover?: string;
  /** In the tray app: the link or address of the coordinator, which is not the page's own. */
  where?: string;
  /** Empty: the coordinator finds a name. */
  name: string;
  /** What its person set where the device was before. */
  settings?: KeptSettings;
}

/** A failure as a person reads it. */
export interface Refusal {
  code: string;
  message: string;
  hint: string;
}

/** What the page takes along in the address, or why it must stay. */
export type HandedOver =
  { ok: true; token: string; settings: PersonSettings } | { ok: false; refusal: Refusal };

export type ToSupervisor =
  /** In the tray app with the window's role, and the port to its bridge beside it. */
  | { type: 'start'; looks: DeviceLooks; role?: DesktopRole }
  | { type: 'join'; wish: JoinWish }
  /** Hands everything back and forgets that this browser ever joined. */
  | { type: 'leave' }
  /** Delivers what is done, stops, and lets the page take the identity to `to`, another origin of the same coordinator. */
  | { type: 'handOver'; to: string }
  | { type: 'configure'; change: Partial<PersonSettings> }
  /** Rests while the page measures how fast the device is; what the person wants is kept and comes back. */
  | { type: 'rest'; isResting: boolean }
  /** The score of a new calibration; the coordinator hears it with the next connection. */
  | { type: 'measured'; benchmark: number }
  | { type: 'sensed'; readings: Partial<Readings> }
  | { type: 'networkChanged'; isOnline: boolean }
  | { type: 'threadDied'; id: number; message: string };

export type FromSupervisor =
  | { type: 'state'; state: SupervisorState }
  | { type: 'joined'; refusal: Refusal | null }
  | { type: 'handedOver'; outcome: HandedOver }
  | { type: 'openThread'; id: number; source: string }
  | { type: 'killThread'; id: number };

export interface DeviceCard {
  deviceId: DeviceId;
  name: string;
  swarmName: string;
  joinedAt: number;
  /** Four words that the owner's screen shows as well, while this device waits for approval; empty otherwise. */
  words: string;
}

/**
 * What a screen is shown of this browser's contribution.
 *
 *   opening ──no device kept──▶ unjoined ──join──▶ contributing ──leave──▶ unjoined
 *      └──a device is kept──▶ contributing (here, or in another tab) ──the other tab closes──▶ contributing here
 *   contributing ──handed over, and the old key is refused──▶ moved ──join──▶ contributing
 */
export type SupervisorState =
  | { phase: 'opening' }
  | { phase: 'unjoined' }
  | {
      phase: 'contributing';
      here: boolean;
      device: DeviceCard;
      capabilities: Capabilities;
      /** What it gave since it joined. */
      lifetime: Lifetime;
      /** When the system last held it still, since the page was opened. */
      heldStill: Stillness | null;
      /** The origin that it was handed over to, as long as nobody knows whether it arrived there. */
      wentTo: string | null;
      status: ContributionStatus;
      lines: ContributionLine[];
    }
  /** Another origin of this browser took over. */
  | { phase: 'moved'; to: string; name: string }
  /** The browser refuses what the supervisor cannot do without. */
  | { phase: 'broken'; refusal: Refusal };
