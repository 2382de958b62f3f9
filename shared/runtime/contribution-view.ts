// What a contribution shows to screens and to the command line: its status, its last lines, and the events that carry them.
// Plain data, so that it crosses from a supervising Worker or a child process unchanged.
import type { DutyReason } from '../contract/duty-reason.ts';
import type { Policy } from '../governor/policy.ts';
import type { Readings } from '../governor/readings.ts';

/** What the person at the device wants, and their limits. Outranks everything the owner says. */
export interface PersonSettings extends Policy {
  state: 'running' | 'paused' | 'stopped';
}

export interface ContributionStatus {
  connection: 'starting' | 'connected' | 'offline' | 'refused';
  /** How hard it may work now, 0 to 1, and why not harder. */
  duty: number;
  reason: DutyReason;
  /** In the reason's own unit (contract/duty-reason.ts); left out where it has none. */
  figure?: number;
  /** The reason as a person reads it. */
  sentence: string;
  /** What is known of the device now; what runs on it is nobody's business. */
  readings: Omit<Readings, 'programs'>;
  settings: PersonSettings;
  /** Threads that compute a chunk now. */
  busy: number;
  deviceName: string;
  swarmName: string;
  /** Empty when idle. */
  jobName: string;
  kernel: string;
  /** Chunks per second and bytes of input per second over the last few seconds. */
  rate: number;
  bytesPerSecond: number;
  chunksDone: number;
  chunksFailed: number;
  cpuSeconds: number;
  /** Of input read. */
  bytesDone: number;
  /** Chunks accepted and not finished; results not acknowledged. */
  holding: number;
  unacknowledged: number;
}

/** `at` is UTC ms. */
export interface ContributionLine {
  at: number;
  text: string;
  tone: 'info' | 'good' | 'warning';
}

export const KEPT_LINES = 50;

export type ContributionEvent =
  { type: 'status'; status: ContributionStatus } | { type: 'line'; line: ContributionLine };
