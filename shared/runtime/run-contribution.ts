// Joins the contribution's state machine to its ports: link, threads, outbox, sensors, clock. (Signatures first; the loop follows.)
import type { Capabilities } from '../contract/device.ts';
import type { ContributionEvent, ContributionLine, ContributionStatus, PersonSettings } from './contribution-view.ts';
import type { Clock, ComputeThreads, Hashing, Identity, Link, Outbox, Sensors } from './ports.ts';

export interface ContributionPorts {
  link: Link;
  threads: ComputeThreads;
  outbox: Outbox;
  sensors: Sensors;
  clock: Clock;
  identity: Identity;
  hashing: Hashing;
  capabilities: Capabilities;
  /** Bytes of input parts kept in memory: 64 MiB in Node, 24 MiB in browsers. */
  cacheBytes: number;
}

export interface Contribution {
  /** Idempotent. Resolves when the outbox is read and the link was started. */
  start(): Promise<void>;
  /**
   * Idempotent. With `drain` everything not started is handed back, results are delivered (bounded) and the coordinator is told
   * goodbye; without, it leaves at once and the outbox keeps what was not acknowledged.
   */
  stop(how: { drain: boolean }): Promise<void>;
  configure(change: Partial<PersonSettings>): void;
  status(): ContributionStatus;
  /** The last 50, oldest first. */
  lines(): ContributionLine[];
}

export type RunContribution = (ports: ContributionPorts, settings: PersonSettings, onEvent: (event: ContributionEvent) => void) => Contribution;
