// What the tray app keeps from one start to the next, and what it knows now: one value each, changed here and watched by whoever shows it.
import * as z from 'zod/mini';
import type { SwarmHere, Trouble, DesktopReport, UpdateView } from '../../shared/contract/desktop-view.ts';
import { DesktopSettings } from '../../shared/contract/desktop-view.ts';
import { ServerId } from '../../shared/contract/ids.ts';

/** The coordinator that this computer helps. */
export const Coordinator = z.object({
  url: z.string(),
  /** PEM of the only root to trust there; null: those that the system knows. */
  ca: z.nullable(z.string()),
  serverId: ServerId,
  swarmName: z.string(),
  joinedAt: z.number(),
});
export type Coordinator = z.infer<typeof Coordinator>;

export const Kept = z.object({
  version: z.literal(1),
  // left out by versions before there were updates
  settings: z.extend(DesktopSettings, { checkUpdates: z._default(z.boolean(), true) }),
  /** UTC ms. */
  pausedUntil: z.nullable(z.number()),
  coordinator: z.nullable(Coordinator),
  /** The person left, or was sent away: a swarm on this computer does not take it in again by itself. */
  hasLeft: z._default(z.boolean(), false),
  /** The newest version that a signed list of updates has offered. */
  newestUpdate: z._default(z.nullable(z.string()), null),
});
export type Kept = z.infer<typeof Kept>;

export const FIRST_KEPT: Kept = {
  version: 1,
  settings: { startAtLogin: false, notifyOfJobs: true, stayAwake: true, runSwarm: false, checkUpdates: true },
  pausedUntil: null,
  coordinator: null,
  hasLeft: false,
  newestUpdate: null,
};

/** What is known now and begins anew with each start. */
export interface Live {
  report: DesktopReport;
  swarm: SwarmHere;
  /** The computer sleeps, or is about to. */
  isAsleep: boolean;
  loginTrouble: Trouble | null;
  update: UpdateView;
}

export const FIRST_LIVE: Live = {
  report: { phase: 'opening' },
  swarm: { state: 'stopped' },
  isAsleep: false,
  loginTrouble: null,
  update: { state: 'none' },
};

export interface Watched<T> {
  readonly value: T;
  change(change: Partial<T>): void;
  watch(changed: (value: T) => void): void;
}

export function watched<T extends object>(first: T): Watched<T> {
  let value = first;
  const watching: ((value: T) => void)[] = [];
  return {
    get value() {
      return value;
    },
    change(change) {
      value = { ...value, ...change };
      for (const changed of watching) changed(value);
    },
    watch: (changed) => void watching.push(changed),
  };
}
