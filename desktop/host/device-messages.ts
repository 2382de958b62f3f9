// What a program and the device process that it started say to each other. The channel is also the leash: a device process whose
// channel closes ends at once.
import type { Policy } from '../../shared/governor/policy.ts';
import type { ContributionEvent } from '../../shared/runtime/contribution-view.ts';
import type { Described } from './problem.ts';

export interface DeviceOrder {
  url: string;
  dataDir: string;
  /** One way in, for a device that has no identity yet. */
  token?: string;
  name?: string;
  /** The person's; they are kept with the device. */
  limits?: Partial<Policy>;
  forgetLimits?: boolean;
}

export type ToDevice = { type: 'start'; order: DeviceOrder } | { type: 'stop' };

export type FromDevice =
  | { type: 'started'; deviceId: string }
  | { type: 'event'; event: ContributionEvent }
  /** It could not become a device. The process ends. */
  | { type: 'failed'; problem: Described };
