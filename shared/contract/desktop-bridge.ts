// Everything that a page of the tray app and its main process say to each other: one table of calls (a page asks, the main process answers)
// and one of events (the main process tells). Both ends are made from it: the page parses answers and events, the main process arguments.
import * as z from 'zod/mini';
import { ChunkFailure, ChunkRange } from './chunk.ts';
import { DesktopReport, DesktopSettings, DesktopView, Diagnosis, FoundView } from './desktop-view.ts';
import { Capabilities, DeviceKind, DeviceStatus } from './device.ts';
import { Hello, MAX_RANGES, MAX_UNACKNOWLEDGED_BYTES, Returned } from './device-messages.ts';
import { WireError } from './errors.ts';
import { DeviceId, ServerId, Sha256 } from './ids.ts';
import { parseBatch } from './result-batch.ts';
import { answersToDevice } from './said-by-coordinator.ts';

/** `contribution`: the hidden window that computes; there is one. `screen`: a window that somebody looks at. */
export const DesktopRole = z.enum(['contribution', 'screen']);
export type DesktopRole = z.infer<typeof DesktopRole>;

/** Inputs are cut at 4 MiB. */
const MOST_PART_BYTES = 4 * 1024 * 1024;
const bytes = (isRight: (bytes: Uint8Array) => boolean) =>
  z.custom<Uint8Array>((raw) => raw instanceof Uint8Array && isRight(raw));
const none = z.optional(z.null());
/** Readings and limits are parsed where they are used, one by one: what one end does not know is left out there. */
const Loose = z.record(z.string(), z.unknown());
/** Numbers a transfer, or a question of the coordinator, so that it can be ended or answered. */
const Ticket = z.int();

/** What only the main process can tell of this computer. */
export const DesktopLooks = z.object({
  /** Left out where the page can guess as well. */
  kind: z.optional(DeviceKind),
  os: z.string(),
  suggestedName: z.string(),
  memoryGiB: z.number(),
  seesBattery: z.boolean(),
});
export type DesktopLooks = z.infer<typeof DesktopLooks>;

/** Who this computer is to the coordinator that it helps. The key stays in the main process. */
export const DesktopDevice = z.object({
  deviceId: DeviceId,
  name: z.string(),
  serverId: ServerId,
  swarmName: z.string(),
  joinedAt: z.number(),
  words: z.string(),
});
export type DesktopDevice = z.infer<typeof DesktopDevice>;

export const JoinOrder = z.object({
  /** A join link, or an address. */
  where: z.string().check(z.minLength(1), z.maxLength(2000)),
  /** With an address. Without, and without a token in the link, it knocks. */
  code: z.optional(z.string().check(z.maxLength(100))),
  name: z.string().check(z.maxLength(100)),
  capabilities: Capabilities,
});
export type JoinOrder = z.infer<typeof JoinOrder>;

const call = <A extends z.ZodMiniType, R extends z.ZodMiniType>(
  by: 'contribution' | 'any',
  takes: A,
  gives: R,
) => ({
  by,
  takes,
  gives,
});

export const desktopCalls = {
  // who this computer is
  looks: call('any', none, DesktopLooks),
  findDevice: call('any', none, z.nullable(DesktopDevice)),
  join: call('any', JoinOrder, none),
  forgetDevice: call('contribution', z.enum(['left', 'refused']), none),
  // its connection: said as on the wire, with the main process's signature
  linkStart: call('contribution', none, none),
  linkStop: call('contribution', none, none),
  linkHello: call('contribution', Hello, answersToDevice.hello),
  linkResults: call(
    'contribution',
    bytes((raw) => raw.length <= MAX_UNACKNOWLEDGED_BYTES && parseBatch(raw) !== null),
    answersToDevice.results,
  ),
  linkFailed: call('contribution', ChunkFailure, answersToDevice.failed),
  linkStatus: call('contribution', DeviceStatus, none),
  linkReturned: call('contribution', Returned, none),
  linkReleased: call(
    'contribution',
    z.object({ ticket: Ticket, released: z.array(ChunkRange).check(z.maxLength(MAX_RANGES)) }),
    none,
  ),
  linkGoodbye: call('contribution', none, none),
  linkLeave: call('contribution', none, none),
  fetchPart: call(
    'contribution',
    z.object({ ticket: Ticket, sha: Sha256, size: z.nullable(z.int().check(z.gte(0))) }),
    bytes((raw) => raw.length <= MOST_PART_BYTES),
  ),
  putPart: call(
    'contribution',
    z.object({ ticket: Ticket, sha: Sha256, bytes: bytes((raw) => raw.length <= MOST_PART_BYTES) }),
    none,
  ),
  cancelPart: call('contribution', Ticket, none),
  // how it goes
  report: call('contribution', DesktopReport, none),
  /** After `sleep`: everything was handed back. */
  handedBack: call('contribution', none, none),
  // what screens show and steer
  view: call('any', none, DesktopView),
  changeSettings: call('any', z.partial(DesktopSettings), none),
  diagnose: call('any', none, Diagnosis),
  discover: call('any', none, z.array(FoundView)),
  /** The link that a `covey://join` brought; it is told once. */
  takePrefill: call('any', none, z.nullable(z.string())),
  startSwarm: call('any', none, none),
  stopSwarm: call('any', none, none),
  newInvite: call('any', none, none),
  openDashboard: call('any', none, none),
  showLogs: call('any', none, none),
  checkForUpdate: call('any', none, none),
  /** After an update was fetched. */
  restartToUpdate: call('any', none, none),
} as const;

export const desktopEvents = {
  /** A message of the coordinator, as it came; whoever hears it parses it. With a ticket it wants `linkReleased`. */
  linkSaid: z.object({
    message: z.enum(['challenge', 'lease', 'takeBack', 'drop', 'steer', 'refused']),
    said: z.unknown(),
    ticket: z.optional(Ticket),
  }),
  linkLost: none,
  /** A reading that is null has become unknown. */
  readings: Loose,
  /** What the person chose in the tray's menu. */
  configure: Loose,
  /** Hand everything back now, and begin nothing until `wake`. */
  sleep: none,
  wake: none,
  deviceChanged: none,
  view: DesktopView,
} as const;

export type DesktopCall = keyof typeof desktopCalls;
export type CallTakes<C extends DesktopCall> = z.output<(typeof desktopCalls)[C]['takes']>;
export type CallGives<C extends DesktopCall> = z.output<(typeof desktopCalls)[C]['gives']>;
export type DesktopEvent = keyof typeof desktopEvents;
export type EventSays<E extends DesktopEvent> = z.output<(typeof desktopEvents)[E]>;

export const isDesktopCall = (name: unknown): name is DesktopCall =>
  typeof name === 'string' && Object.hasOwn(desktopCalls, name);
export const isDesktopEvent = (name: unknown): name is DesktopEvent =>
  typeof name === 'string' && Object.hasOwn(desktopEvents, name);

/** Every call is answered so: Electron keeps of a thrown error nothing but its text. */
export const DesktopAnswer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.optional(z.unknown()) }),
  z.object({ ok: z.literal(false), error: WireError }),
]);
export type DesktopAnswer = z.infer<typeof DesktopAnswer>;

/** What the preload script puts into a page as `coveyDesktop`. It passes on what the tables name, and nothing else. */
export interface DesktopBridge {
  readonly role: DesktopRole;
  call(name: DesktopCall, argument: unknown): Promise<unknown>;
  /** Returns what ends it. */
  listen(hear: (name: DesktopEvent, said: unknown) => void): () => void;
}

export const BRIDGE_NAME = 'coveyDesktop';
export const CALL_CHANNEL = 'covey:call';
export const EVENT_CHANNEL = 'covey:event';
