// What a program and the device process that it started say to each other. The channel is also the leash: a device process whose
// channel closes ends at once.
import type { ContributionEvent } from '../../shared/runtime/contribution-view.ts';
import type { Described } from './problem.ts';

export interface DeviceOrder {
  url: string;
  dataDir: string;
  /** One way in, for a device that has no identity yet. */
  token?: string;
  name?: string;
  threads?: number;
  /** 0 to 100. */
  throttle?: number;
}

export type ToDevice = { type: 'start'; order: DeviceOrder } | { type: 'stop' };

export type FromDevice =
  | { type: 'started'; deviceId: string }
  | { type: 'event'; event: ContributionEvent }
  /** It could not become a device. The process ends. */
  | { type: 'failed'; problem: Described };
