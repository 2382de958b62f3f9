// Rows, a store's contents and batches with as little said as possible, for tests and benches. Not used by the program.
import type { ChunkRange } from '../../shared/contract/chunk.ts';
import type { Capabilities, DeviceStatus } from '../../shared/contract/device.ts';
import type { DeviceNumber, JobNumber } from '../../shared/contract/ids.ts';
import { type Batch, packBatch, parseBatch } from '../../shared/contract/result-batch.ts';
import type { CostModel } from './events.ts';
import type { DeviceRow, JobRow, Restored } from './rows.ts';

export const UTC = 1_800_000_000_000;
export const uniform: CostModel = { cost: (_, count) => count };

const hex = (n: number) => n.toString(16).padStart(32, '0');

export const jobNumber = (n: number) => n as JobNumber;
export const deviceNumber = (n: number) => n as DeviceNumber;

export function jobRow(number: number, over: Partial<JobRow> = {}): JobRow {
  const count = over.count ?? 100;
  return {
    number: jobNumber(number),
    id: `job_${hex(number)}` as JobRow['id'],
    swarm: 1,
    name: `job ${number}`,
    kernel: 'square',
    script: '0'.repeat(64) as JobRow['script'],
    params: {},
    verification: 'trust',
    checkShare: 1,
    priority: 0,
    state: 'queued',
    note: '',
    generation: 1,
    count,
    spanSize: 8192,
    totalCost: count,
    inputBytes: 0,
    inputFiles: 0,
    createdAt: UTC,
    startedAt: null,
    endedAt: null,
    outputs: [],
    stops: false,
    stoppedAt: null,
    origin: null,
    parent: null,
    root: null,
    round: 1,
    rounds: null,
    ...over,
  };
}

export const capabilities = (over: Partial<Capabilities> = {}): Capabilities => ({
  kind: 'laptop',
  runtime: 'node',
  os: 'linux',
  cores: 4,
  memoryGiB: 8,
  gpu: false,
  benchmark: 10_000,
  ...over,
});

export const status = (over: Partial<DeviceStatus> = {}): DeviceStatus => ({
  duty: 1,
  reason: 'working',
  threads: 2,
  holding: 0,
  unacknowledged: 0,
  ...over,
});

export function deviceRow(number: number, over: Partial<DeviceRow> = {}): DeviceRow {
  return {
    number: deviceNumber(number),
    id: `dev_${hex(number)}` as DeviceRow['id'],
    swarm: 1,
    name: `device ${number}`,
    publicKey: '',
    algorithm: 'p256',
    capabilities: capabilities(),
    enabled: true,
    approved: true,
    throttle: 1,
    quarantine: null,
    proven: 0,
    chunksDone: 0,
    cpuSeconds: 0,
    joinedAt: UTC,
    lastSeenAt: UTC,
    ...over,
  };
}

export const emptyStore = (over: Partial<Restored> = {}): Restored => ({
  epoch: 1,
  swarms: [
    {
      number: 1,
      id: `swm_${hex(1)}` as Restored['swarms'][number]['id'],
      name: 'home',
      state: 'running',
      throttle: 1,
      knocking: true,
    },
  ],
  jobs: [],
  spans: [],
  free: [],
  exceptions: [],
  devices: [],
  shares: [],
  ...over,
});

/** `cpu` is seconds of thread time per chunk. */
export function batchOf(
  job: number,
  indexes: readonly number[],
  cpu = 1,
  generation = 1,
  bytes = (index: number) => new Uint8Array([index & 0xff]),
): Batch {
  const records = indexes.map((index) => ({
    index,
    start: 0,
    cpu: cpu * 1e6,
    digest: new Uint8Array(16),
    byReference: false,
    bytes: bytes(index),
  }));
  const batch = parseBatch(packBatch({ job: jobNumber(job), generation }, records));
  if (!batch) throw new Error('the batch cannot be read');
  return batch;
}

export const indexesOf = ({ first, count }: ChunkRange) => Array.from({ length: count }, (_, i) => first + i);
