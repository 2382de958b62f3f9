// What changes of devices from moment to moment, packed for screens [P35]: a format byte and a count, then per device its number, which
// figures follow, and those. All whole numbers are varints, `rate` is a float of 32 bits. Words (a job's name, a reason, a sentence) are told
// once as text and meant by their place in the list of all texts told on this connection since the last snapshot.
import * as z from 'zod/mini';
import { makePacker, makeUnpacker, type Packer, type Unpacker } from './varints.ts';

const FORMAT = 1;
export const MAX_FIGURED_DEVICES = 65_536;

/** Only what changed is there, apart from the number. */
export interface DeviceFigures {
  number: number;
  /** Chunks per second. */
  rate?: number;
  leased?: number;
  chunksDone?: number;
  /** Whole seconds. */
  cpuSeconds?: number;
  /** Place of the job's name among the texts. */
  job?: number;
  /** 0 to 1, in steps of 1/200. */
  duty?: number;
  state?: DeviceFlags;
  threads?: number;
  /** Place of the sentence among the texts. */
  sentence?: number;
  /** UTC ms, whole seconds. */
  lastSeenAt?: number;
}

export interface DeviceFlags {
  connected: boolean;
  enabled: boolean;
  quarantined: boolean;
  /** Place of the reason among the texts. */
  reason: number;
}

interface Field<K extends keyof DeviceFigures> {
  key: K;
  put(packer: Packer, value: NonNullable<DeviceFigures[K]>): void;
  take(unpacker: Unpacker): NonNullable<DeviceFigures[K]>;
}

const whole = <K extends keyof DeviceFigures>(key: K, scale = 1): Field<K> => ({
  key,
  put: (packer, value) => packer.put(Math.round((value as number) * scale)),
  take: (unpacker) => (unpacker.take() / scale) as NonNullable<DeviceFigures[K]>,
});

const lastSeenAt: Field<'lastSeenAt'> = {
  key: 'lastSeenAt',
  put: (packer, value) => packer.put(value / 1000),
  take: (unpacker) => unpacker.take() * 1000,
};

const rate: Field<'rate'> = {
  key: 'rate',
  put: (packer, value) => packer.putFloat(value),
  take: (unpacker) => unpacker.takeFloat(),
};

const state: Field<'state'> = {
  key: 'state',
  put(packer, { connected, enabled, quarantined, reason }) {
    packer.put((connected ? 1 : 0) + (enabled ? 2 : 0) + (quarantined ? 4 : 0) + reason * 8);
  },
  take(unpacker) {
    const said = unpacker.take();
    return {
      connected: said % 2 === 1,
      enabled: Math.floor(said / 2) % 2 === 1,
      quarantined: Math.floor(said / 4) % 2 === 1,
      reason: Math.floor(said / 8),
    };
  },
};

/** In the order of their bits, those that change most first. */
const fields = [
  rate,
  whole('leased'),
  whole('chunksDone'),
  whole('cpuSeconds'),
  whole('job'),
  whole('duty', 200),
  state,
  whole('threads'),
  whole('sentence'),
  lastSeenAt,
] as readonly Field<keyof DeviceFigures>[];

export function packFigures(devices: readonly DeviceFigures[]): Uint8Array {
  const packer = makePacker();
  packer.put(FORMAT);
  packer.put(devices.length);
  for (const device of devices) {
    packer.put(device.number);
    packer.put(fields.reduce((mask, { key }, bit) => mask + (device[key] === undefined ? 0 : 2 ** bit), 0));
    for (const { key, put } of fields) {
      const value = device[key];
      if (value !== undefined) put(packer, value);
    }
  }
  return packer.bytes();
}

const isPossible = ({ number, duty = 0, lastSeenAt: seen = 0 }: DeviceFigures) =>
  number <= 0xffff_ffff && duty <= 1 && seen <= Number.MAX_SAFE_INTEGER;

/** null for anything that is not exactly one well-formed packet. */
export function readFigures(bytes: Uint8Array): DeviceFigures[] | null {
  const unpacker = makeUnpacker(bytes);
  const format = unpacker.take();
  const count = unpacker.take();
  // a device takes two bytes at least
  if (format !== FORMAT || !(count <= MAX_FIGURED_DEVICES && count * 2 <= bytes.length)) return null;
  const devices: DeviceFigures[] = [];
  for (let i = 0; i < count; i++) {
    const device: DeviceFigures = { number: unpacker.take() };
    const mask = unpacker.take();
    if (!(mask < 2 ** fields.length)) return null;
    for (const [bit, { key, take }] of fields.entries())
      if (mask & (1 << bit)) (device as unknown as Record<string, unknown>)[key] = take(unpacker);
    if (!isPossible(device)) return null;
    devices.push(device);
  }
  return unpacker.isDone() ? devices : null;
}

/** The bytes as they are, once they were found to be well formed. Browsers hand over buffers, Node arrays. */
export const packedBytes = (isRight: (bytes: Uint8Array) => boolean): z.ZodMiniType<Uint8Array> =>
  z.pipe(
    z.unknown(),
    z.transform((raw, context) => {
      const bytes = raw instanceof ArrayBuffer ? new Uint8Array(raw) : raw;
      if (bytes instanceof Uint8Array && isRight(bytes)) return bytes;
      context.issues.push({ code: 'custom', message: 'not what is packed here', input: undefined });
      return z.NEVER;
    }),
  );

export const PackedFigures = packedBytes((bytes) => readFigures(bytes) !== null);
