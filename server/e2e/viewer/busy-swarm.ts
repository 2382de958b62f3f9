// A real coordinator with a thousand devices that are only rows and events: they take the leases that the scheduler grants and report results at
// a chosen pace, past the device sockets. For what screens are told and draw of a large swarm, which has nothing to do with how its chunks come in.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Capabilities, DeviceKind } from '../../../shared/contract/device.ts';
import type { JobNumber, Sha256 } from '../../../shared/contract/ids.ts';
import { MAX_LEASE_CHUNKS } from '../../../shared/contract/chunk.ts';
import { packBatch, parseBatch } from '../../../shared/contract/result-batch.ts';
import { assemble } from '../../assemble.ts';
import { believeNobody } from '../../auth/client-of.ts';
import { ownerTokenFile } from '../../auth/owner-token.ts';
import type { Coordinator } from '../../coordinator.ts';
import { prepareDataDirectory } from '../../data-directory.ts';
import { listAddresses } from '../../addresses.ts';
import type { BarRecorder } from '../../observe/stream/record-bars.ts';
import { deviceRow, jobRow } from '../../scheduler/fake-rows.ts';
import type { DeviceRow, JobRow } from '../../scheduler/rows.ts';
import type { Device, Lease } from '../../scheduler/swarm-state.ts';
import { noTls } from '../../tls/start-tls.ts';
import { kernelsDir } from '../test-coordinator.ts';

const TURN_MS = 20;
const BATCH = 64;
const CHUNKS = 400_000_000;
const kinds: DeviceKind[] = ['phone', 'laptop', 'desktop', 'tablet', 'phone', 'server'];
const rooms = ['Kitchen', 'Attic', 'Library', 'Studio', 'Garage', 'Lab', 'Office', 'Porch'];
const jobNames = ['Holiday photos', 'Grandfather’s archive', 'Star survey'];
const kernels = ['compress', 'hash', 'probe'];

export interface BusySwarm {
  url: string;
  coordinator: Coordinator;
  ownerToken: string;
  makeSetupUrl(): string;
  /** Begins to report results, about so many a second. */
  work(chunksPerSecond: number): void;
  rest(): void;
  /** What is remembered of the devices' work. */
  bars(): BarRecorder;
  /** Chunks that were taken so far. */
  chunks(): number;
  stop(): Promise<void>;
}

function capabilitiesOf(n: number): Capabilities {
  const kind = kinds[n % kinds.length] ?? 'phone';
  const cores = 2 + ((n * 7) % 14);
  return {
    kind,
    runtime: 'browser',
    os: 'Linux',
    cores,
    memoryGiB: cores * 2,
    gpu: n % 3 === 0,
    benchmark: 9_000,
  };
}

const deviceOf = (n: number, swarm: number): DeviceRow =>
  deviceRow(n, {
    swarm,
    name: `${rooms[n % rooms.length] ?? ''} ${kinds[n % kinds.length] ?? ''} ${n}`,
    publicKey: `key of ${n}`,
    algorithm: 'ed25519',
    capabilities: capabilitiesOf(n),
    enabled: n % 97 !== 0,
    quarantine: n % 331 === 0 ? 'a result of chunk 7 was wrong' : null,
    joinedAt: Date.now() - n * 1000,
    lastSeenAt: Date.now(),
  });

const jobOf = (number: JobNumber, i: number, swarm: number, script: Sha256): JobRow =>
  jobRow(number, {
    swarm,
    name: jobNames[i % jobNames.length] ?? '',
    kernel: kernels[i % kernels.length] ?? '',
    script,
    checkShare: 0,
    count: CHUNKS,
    createdAt: Date.now() + i,
  });

/** `appDir` null: no pages. */
export async function startBusySwarm(devices: number, appDir: string | null): Promise<BusySwarm> {
  const dataDir = await mkdtemp(join(tmpdir(), 'covey-busy-'));
  await prepareDataDirectory(dataDir);
  const http = createServer();
  const options = {
    port: 0,
    host: '127.0.0.1',
    dataDir,
    kernelsDir: await kernelsDir(),
    appDir,
    version: 'test',
    log: () => undefined,
    synchronous: 'NORMAL' as const,
  };
  const portOf = () => (http.address() as AddressInfo).port;
  const place = {
    addresses: () => listAddresses('127.0.0.1', portOf()),
    tls: () => noTls,
    clientOf: believeNobody(),
    names: () => [],
  };
  const assembled = await assemble(options, place, true);
  await assembled.start({ holder: 'busy swarm', force: true });
  http.on('request', (request, response) =>
    assembled.handler(request, response, () => response.writeHead(404).end()),
  );
  assembled.attach(http);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { coordinator } = assembled;
  const swarm = assembled.firstSwarm();
  // names like one another's in a new swarm, so that pictures of it can be compared
  coordinator.dispatch({ type: 'swarmSteered', swarm, name: 'The big house' });
  admit(coordinator, swarm, devices);

  const pace = { timer: null as NodeJS.Timeout | null, owed: 0, at: 0, next: 0, taken: 0 };
  const cursors = new Map<number, number>();

  /** The next chunks of one lease, as a device would send them. */
  function report(device: Device, lease: Lease): number {
    const from = cursors.get(lease.id) ?? lease.first;
    const count = Math.min(BATCH, lease.end - from);
    if (count <= 0) return 0;
    cursors.set(lease.id, from + count);
    const cpu = 20_000 + ((device.row.number * 7919) % 60_000);
    const records = Array.from({ length: count }, (_, i) => ({
      index: from + i,
      start: 1,
      cpu,
      digest: new Uint8Array(16),
      byReference: false,
      bytes: new Uint8Array(8),
    }));
    const batch = parseBatch(packBatch({ job: lease.job.row.number, generation: 1 }, records));
    if (!batch) throw new Error('the batch cannot be read');
    const at = coordinator.utc();
    void coordinator
      .ask((ticket) => ({ type: 'resultsArrived', device: device.row.number, batch, ticket, at }))
      .catch(() => undefined);
    return count;
  }

  function turn(perSecond: number): void {
    const now = performance.now();
    pace.owed = Math.min(perSecond, pace.owed + ((now - pace.at) * perSecond) / 1000);
    pace.at = now;
    const all = [...coordinator.scheduler.state.devices.values()];
    for (let tries = 0; pace.owed >= BATCH && tries < all.length; tries++) {
      const device = all[pace.next++ % all.length];
      const [lease] = device?.leases.values() ?? [];
      const sent = device && lease ? report(device, lease) : 0;
      pace.owed -= sent;
      pace.taken += sent;
      // now and then one throws
      if (device && lease && pace.next % 701 === 0) fail(device, lease);
    }
  }

  function fail(device: Device, lease: Lease): void {
    const at = coordinator.utc();
    const failure = {
      job: lease.job.row.number,
      generation: 1,
      index: lease.end - 1,
      code: 'threw' as const,
      message: 'out of paper',
    };
    void coordinator
      .ask((ticket) => ({ type: 'chunkFailed', device: device.row.number, failure, ticket, at }))
      .catch(() => undefined);
  }

  const rest = () => {
    if (pace.timer) clearInterval(pace.timer);
    pace.timer = null;
  };
  return {
    url: `http://localhost:${portOf()}`,
    coordinator,
    ownerToken: (await readFile(ownerTokenFile(dataDir), 'utf8')).trim(),
    makeSetupUrl: () => `http://localhost:${portOf()}/setup#s=${assembled.access().links.make(null).token}`,
    work(perSecond) {
      rest();
      pace.at = performance.now();
      pace.timer = setInterval(() => turn(perSecond), TURN_MS);
    },
    rest,
    bars: () => assembled.stream.of(swarm),
    chunks: () => pace.taken,
    async stop() {
      rest();
      await assembled.stop();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function admit(coordinator: Coordinator, swarm: number, devices: number): void {
  const script = 'ab'.repeat(32) as Sha256;
  for (let i = 0; i < jobNames.length; i++) {
    const row = jobOf(coordinator.takeNumber('job'), i, swarm, script);
    const input = new TextEncoder().encode(JSON.stringify({ kind: 'range', start: 0, count: CHUNKS }));
    const payload = { input, index: new Uint8Array(0), inputParts: [] };
    const costs = { cost: (_: number, count: number) => count, maxLease: MAX_LEASE_CHUNKS };
    coordinator.dispatch({ type: 'jobSubmitted', row, payload, costs });
  }
  for (let i = 0; i < devices; i++) {
    const row = deviceOf(coordinator.takeNumber('device'), swarm);
    coordinator.dispatch({ type: 'deviceJoined', row });
    // a few are away
    if (i % 23 === 22) continue;
    const status = {
      duty: i % 11 === 0 ? 0.5 : 1,
      reason: i % 11 === 0 ? ('throttled-by-person' as const) : ('working' as const),
      threads: Math.max(1, row.capabilities.cores - 1),
      holding: 0,
      unacknowledged: 0,
    };
    coordinator.dispatch({
      type: 'deviceConnected',
      device: row.number,
      capabilities: row.capabilities,
      status,
      holding: [],
      at: coordinator.utc(),
    });
  }
}
