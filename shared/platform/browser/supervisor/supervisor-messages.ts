// What a page and its supervisor say to each other. Both are this app, built together, so nothing here is parsed; the ports
// of compute threads travel beside `openThread`.
import type { DeviceId } from '../../../contract/ids.ts';
import type {
  ContributionLine,
  ContributionStatus,
  PersonSettings,
} from '../../../runtime/contribution-view.ts';
import type { Reading } from '../../../runtime/ports.ts';
import type { DeviceLooks } from '../device-looks.ts';

export interface JoinWish {
  /** The typed code or the long token of a link; neither: it knocks, and waits for approval. */
  code?: string;
  token?: string;
  /** Empty: the coordinator finds a name. */
  name: string;
}

/** A failure as a person reads it. */
export interface Refusal {
  code: string;
  message: string;
  hint: string;
}

export type ToSupervisor =
  | { type: 'start'; looks: DeviceLooks }
  | { type: 'join'; wish: JoinWish }
  /** Hands everything back and forgets that this browser ever joined. */
  | { type: 'leave' }
  | { type: 'configure'; change: Partial<PersonSettings> }
  | { type: 'sensed'; reading: Reading }
  | { type: 'threadDied'; id: number; message: string };

export type FromSupervisor =
  | { type: 'state'; state: SupervisorState }
  | { type: 'joined'; refusal: Refusal | null }
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
 */
export type SupervisorState =
  | { phase: 'opening' }
  | { phase: 'unjoined' }
  | {
      phase: 'contributing';
      here: boolean;
      device: DeviceCard;
      cores: number;
      status: ContributionStatus;
      lines: ContributionLine[];
    }
  /** The browser refuses what the supervisor cannot do without. */
  | { phase: 'broken'; refusal: Refusal };
