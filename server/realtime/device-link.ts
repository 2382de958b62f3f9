// Who is connected: greets devices, keeps one connection for each (the newest wins [P5]) and carries the scheduler's effects to them.
import { randomBytes } from 'node:crypto';
import { bannedError } from '../auth/bans.ts';
import type { ClientOf } from '../auth/client-of.ts';
import { makeSecret } from '../auth/secrets.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { Coordinator } from '../coordinator.ts';
import type { Log } from '../observe/log.ts';
import type { DeviceOutbox } from '../outboxes.ts';
import type { Plans } from '../plans.ts';
import type { Effect } from '../scheduler/effects.ts';
import { steeringOf } from '../scheduler/steering.ts';
import type { ChunkRange } from '../../shared/contract/chunk.ts';
import { HELLO_WITHIN_MS, type Reply, type Welcome } from '../../shared/contract/device-messages.ts';
import { CoveyError, type ErrorCode, type WireError, wireError } from '../../shared/contract/errors.ts';
import type { DeviceId, DeviceNumber, JobNumber, ServerId, Sha256 } from '../../shared/contract/ids.ts';
import { deviceAnswers } from '../../shared/contract/said-by-device.ts';
import { OLDEST_SERVED_VERSION, PROTOCOL_VERSION } from '../../shared/contract/version.ts';
import { type Admitted, admitDevice } from './admit-device.ts';
import { serveDevice } from './device-connection.ts';
import type { DeviceNamespace, DeviceSocket } from './gateway.ts';
import { describeLease, type LeaseContents } from './lease-contents.ts';
import { makeWriteQuota } from './write-quota.ts';

const TAKE_BACK_WITHIN_MS = 2_000;

interface Connection {
  socket: DeviceSocket;
  device: DeviceNumber;
  blobToken: string;
  /** What the leases of this connection need, by lease. */
  leases: Map<number, Pick<LeaseContents, 'readable' | 'inputBytes'>>;
}

export interface DeviceLink extends DeviceOutbox {
  attach(namespace: DeviceNamespace): void;
  /** Whose connection this blob token belongs to; null when that connection is gone. */
  deviceOfToken(token: string): DeviceNumber | null;
  mayRead(device: DeviceNumber, sha: Sha256): boolean;
  /** Takes room for a part of a result. @throws CoveyError when the device has no work, or has stored too much that no result names. */
  reserve(device: DeviceNumber, bytes: number): void;
  stop(): void;
}

interface Parts {
  coordinator: () => Coordinator;
  plans: Plans;
  blobs: BlobStore;
  serverId: () => ServerId;
  clientOf: ClientOf;
  /** A one-time token by which another origin of the device takes over. */
  makeHandover(device: DeviceNumber): { token: string; expiresInMs: number };
  /** Somebody said a hello that does not hold. */
  onRefused(error: CoveyError, address: string): void;
  /** Forgets a device at its own wish; resolves once that is on disk. */
  leave(device: DeviceNumber, address: string): Promise<void>;
  log: Log;
}

const closings: Record<Extract<Effect, { type: 'closeDevice' }>['reason'], WireError> = {
  replaced: wireError('replaced', 'this device goes on at another address of the coordinator'),
  forgotten: wireError('device-unknown', 'the owner removed this device from the swarm'),
  banned: bannedError().toWire(),
};

export function makeDeviceLink(parts: Parts): DeviceLink {
  const { coordinator, plans, blobs, serverId, clientOf, makeHandover, leave, onRefused, log } = parts;
  const byDevice = new Map<DeviceNumber, Connection>();
  const byToken = new Map<string, Connection>();
  const numbers = new Map<DeviceId, DeviceNumber>();
  const greeting = new Set<NodeJS.Timeout>();
  const writes = makeWriteQuota();
  let attached: DeviceNamespace | null = null;
  const state = () => coordinator().scheduler.state;
  // the request that opened the connection was judged at the door, and the answer is remembered for as long as the connection lasts
  const addressOf = ({ request }: DeviceSocket) => clientOf(request).address;

  const isApproved = (device: DeviceNumber) => state().devices.get(device)?.row.approved === true;

  function sendAway(socket: DeviceSocket, error: WireError): void {
    socket.emit('refused', error);
    socket.disconnect(true);
  }
  const refuse = (socket: DeviceSocket, code: ErrorCode, message: string) =>
    sendAway(socket, wireError(code, message));

  function forget(connection: Connection): void {
    byToken.delete(connection.blobToken);
    if (byDevice.get(connection.device) === connection) byDevice.delete(connection.device);
  }

  function findDevice(id: DeviceId) {
    const { devices } = state();
    const known = devices.get(numbers.get(id) ?? (0 as DeviceNumber));
    if (known?.row.id === id) return known.row;
    // without those that are gone: devices may join and leave without end
    numbers.clear();
    for (const device of devices.values()) numbers.set(device.row.id, device.row.number);
    return devices.get(numbers.get(id) ?? (0 as DeviceNumber))?.row;
  }

  function contentsOf(connection: Connection, leaseId: number, job: JobNumber, first: number, count: number) {
    const row = state().jobs.get(job)?.row;
    if (!row) return null;
    const contents = describeLease(plans, row.script, job, first, count);
    connection.leases.set(leaseId, contents);
    return { row, chunks: contents.chunks };
  }

  function open(socket: DeviceSocket, { row }: Admitted): Welcome {
    const older = byDevice.get(row.number);
    if (older) {
      forget(older);
      refuse(older.socket, 'replaced', 'a newer connection of this device took over');
    }
    const connection: Connection = {
      socket,
      device: row.number,
      blobToken: makeSecret(24),
      leases: new Map(),
    };
    socket.data.greetedAs = 'device';
    byDevice.set(row.number, connection);
    byToken.set(connection.blobToken, connection);
    serveDevice(socket, row.number, {
      coordinator: coordinator(),
      blobs,
      writes,
      log,
      isCurrent: () => byDevice.get(row.number) === connection,
      isApproved: () => isApproved(row.number),
      makeHandover: () => makeHandover(row.number),
      leave: () => leave(row.number, addressOf(socket)),
      ended: () => forget(connection),
    });
    const device = state().devices.get(row.number);
    if (!device) throw new Error(`device ${row.number} was admitted and is unknown`);
    return {
      device: row.number,
      name: row.name,
      swarmName: device.swarm.row.name,
      steering: steeringOf(device),
      blobToken: connection.blobToken,
    };
  }

  /** What a device really holds, as the scheduler sees it after its hello; what it merely claims opens nothing [P21]. */
  function allowAdopted(device: DeviceNumber): void {
    const connection = byDevice.get(device);
    for (const lease of state().devices.get(device)?.leases.values() ?? [])
      if (connection)
        contentsOf(connection, lease.wireId, lease.job.row.number, lease.first, lease.end - lease.first);
  }

  function greet(socket: DeviceSocket): void {
    const nonce = randomBytes(32).toString('base64url');
    const timer = setTimeout(
      () => refuse(socket, 'malformed-message', 'no hello within 5 s'),
      HELLO_WITHIN_MS,
    );
    greeting.add(timer);
    const settle = () => {
      clearTimeout(timer);
      greeting.delete(timer);
    };
    socket.once('disconnect', settle);
    const early = (name: unknown) => {
      if (name !== 'hello') refuse(socket, 'malformed-message', 'the first message must be hello');
    };
    socket.onAny(early);
    socket.once('hello', (raw: unknown, reply: unknown) => {
      settle();
      socket.offAny(early);
      const answer = typeof reply === 'function' ? (reply as (r: Reply<Welcome>) => void) : () => undefined;
      if (!coordinator().isRunning())
        return refuse(socket, 'stopping', 'the coordinator is not ready; reconnect');
      const admitted = admitDevice(raw, serverId(), nonce, findDevice);
      if (admitted instanceof CoveyError) {
        onRefused(admitted, addressOf(socket));
        answer({ ok: false, error: admitted.toWire() });
        return void setImmediate(() => refuse(socket, admitted.code, admitted.message));
      }
      const { hello, row } = admitted;
      answer({ ok: true, value: open(socket, admitted) });
      coordinator().dispatch({
        type: 'deviceConnected',
        device: row.number,
        capabilities: hello.capabilities,
        status: hello.status,
        // what it got before it had to wait was given to others
        holding: row.approved ? hello.holding : [],
        at: coordinator().utc(),
      });
      allowAdopted(row.number);
    });
    socket.emit('challenge', {
      serverId: serverId(),
      nonce,
      protocol: { oldest: OLDEST_SERVED_VERSION, newest: PROTOCOL_VERSION },
    });
  }

  function sendLease(connection: Connection, effect: Extract<Effect, { type: 'sendLease' }>): void {
    const held = state().devices.get(connection.device)?.leases;
    for (const leaseId of connection.leases.keys())
      if (!held?.has(leaseId)) connection.leases.delete(leaseId);
    const { leaseId, job, generation, first, count, expectedSeconds, termMs, limitMs } = effect;
    const contents = contentsOf(connection, leaseId, job, first, count);
    if (!contents) return;
    const { id: jobId, name: jobName, kernel, script, params } = contents.row;
    const lease = {
      leaseId,
      job,
      jobId,
      jobName,
      generation,
      kernel,
      script,
      params,
      first,
      count,
      chunks: contents.chunks,
      expectedSeconds,
      termMs,
      limitMs,
    };
    connection.socket.emit('lease', lease);
  }

  function sendTakeBack(connection: Connection, effect: Extract<Effect, { type: 'sendTakeBack' }>): void {
    const { device, leaseId, job, first, count } = effect;
    connection.socket
      .timeout(TAKE_BACK_WITHIN_MS)
      .emit('takeBack', { leaseId, job, first, count }, (late: Error | null, raw: unknown) => {
        if (late || byDevice.get(device) !== connection || !coordinator().isRunning()) return;
        const parsed = deviceAnswers.takeBack.safeParse(raw);
        const released: ChunkRange[] = parsed.success ? parsed.data.released : [];
        coordinator().dispatch({
          type: 'takeBackAnswered',
          device,
          leaseId,
          job,
          asked: { first, count },
          released,
        });
      });
  }

  return {
    attach(namespace) {
      attached = namespace;
      namespace.on('connection', greet);
    },
    // one that waits for approval is told so, and nothing else is open to it
    deviceOfToken(token) {
      const device = byToken.get(token)?.device;
      return device !== undefined && isApproved(device) ? device : null;
    },
    mayRead(device, sha) {
      for (const { readable } of byDevice.get(device)?.leases.values() ?? [])
        if (readable.has(sha)) return true;
      return false;
    },
    reserve(device, bytes) {
      if ((state().devices.get(device)?.leases.size ?? 0) === 0)
        throw new CoveyError('forbidden', 'this device holds no lease that could have a result');
      const leases = [...(byDevice.get(device)?.leases.values() ?? [])];
      const inputBytes = leases.reduce((sum, lease) => sum + lease.inputBytes, 0);
      writes.reserve(device, bytes, inputBytes);
    },
    perform(effect) {
      const connection = byDevice.get(effect.device);
      if (!connection) return;
      switch (effect.type) {
        case 'sendLease':
          return sendLease(connection, effect);
        case 'sendTakeBack':
          return sendTakeBack(connection, effect);
        case 'sendDrop':
          return void connection.socket.emit('drop', { job: effect.job, generation: effect.generation });
        case 'sendSteering':
          return void connection.socket.emit('steer', effect.steering);
        case 'closeDevice':
          forget(connection);
          return sendAway(connection.socket, closings[effect.reason]);
      }
    },
    closeAll(code) {
      for (const connection of Array.from(byDevice.values())) {
        forget(connection);
        refuse(connection.socket, code, 'the coordinator has to start over; reconnect');
      }
    },
    stop() {
      for (const timer of greeting) clearTimeout(timer);
      greeting.clear();
      attached?.removeAllListeners();
    },
  };
}
