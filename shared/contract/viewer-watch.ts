// What a screen says it shows, so that it is told that and nothing else [P31]. Who says nothing gets the whole of the swarm but the stream,
// which is right for a script and for small swarms.
import * as z from 'zod/mini';
import { DeviceNumber, JobId } from './ids.ts';
import { list } from './list.ts';

/** Devices in full, in one window of the list. */
export const MAX_WINDOW = 200;
/** Letters of what somebody looks for. */
export const MAX_FIND = 100;
/** Lanes of the stream named one by one. */
export const MAX_LANES = 512;
/** Jobs of the list `lines`, those that have not ended first. */
export const MAX_JOB_LINES = 1_000;

const time = z.int().check(z.gte(0));

export const Watch = z.object({
  /** Comes back with the snapshot, so that the answer to an earlier wish is not taken for this one's. */
  turn: z._default(z.int().check(z.gte(0), z.lte(0xffff_ffff)), 0),
  /**
   * Devices in full: all, none, or a window of the list in the order in which the coordinator shows it; with `find`, of the list of those
   * whose name or kind has all its words.
   */
  devices: z._default(
    z.union([
      z.literal(['all', 'none']),
      z.object({
        from: z.int().check(z.gte(0), z.lte(1_000_000)),
        count: z.int().check(z.gte(0), z.lte(MAX_WINDOW)),
        find: z.exactOptional(z.string().check(z.maxLength(MAX_FIND))),
      }),
    ]),
    'all',
  ),
  /** A line of every device: its name for lanes, also its figures for pictures of the whole. */
  outline: z._default(z.literal(['none', 'names', 'figures']), 'none'),
  /** Jobs in full, as lines without parameters and outputs, the few latest of those, none, or one in full. */
  jobs: z._default(z.union([z.literal(['all', 'lines', 'latest', 'none']), JobId]), 'all'),
  events: z._default(z.boolean(), true),
  /** Bars of the task stream from one time to another (UTC ms), or from then on; of all devices or of those named. */
  stream: z._default(
    z.nullable(
      z.object({
        from: time,
        to: z.nullable(time),
        lanes: z.union([z.literal('all'), list(DeviceNumber, MAX_LANES)]),
      }),
    ),
    null,
  ),
});
export type Watch = z.infer<typeof Watch>;

export const WATCH_ALL: Watch = Watch.parse({});
/** What every screen is told anyway: the swarm, its totals, and who waits at the door. */
export const WATCH_LITTLE: Watch = {
  turn: 0,
  devices: 'none',
  outline: 'none',
  jobs: 'none',
  events: false,
  stream: null,
};
