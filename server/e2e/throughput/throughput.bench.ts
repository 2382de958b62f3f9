// Durable chunks per second, end to end over Socket.IO: every batch of 64 is on disk (`synchronous=FULL`) before it is acknowledged, ten local
// device processes. Compared in the same run with BullMQ on Redis (AOF every second) where a Redis server is installed.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchRow, benchRow } from '../../../shared/testing/bench-row.ts';
import type { Usage, Where } from '../coordinator-process.ts';
import type { Parsed } from '../test-coordinator.ts';
import { benchBullmq } from './bullmq-peer.ts';

export const name = 'throughput';

const DEVICES = 10;
const CHUNKS = 2_000_000;
const ROUNDS = 3;
const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

async function ask<T>(child: ChildProcess, message: string): Promise<T> {
  child.send(message);
  const [answer] = (await once(child, 'message')) as [T];
  return answer;
}

/** One round: a fresh coordinator, ten fresh devices, one job of no-op chunks. */
async function round(): Promise<{ perSecond: number; cpuMicros: number }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'covey-bench-'));
  const coordinator = fork(file('../coordinator-process.ts'), [JSON.stringify({ dataDir, port: 0 })]);
  const [where] = (await once(coordinator, 'message')) as [Where];
  const headers = {
    authorization: `Bearer ${(await readFile(where.ownerTokenFile, 'utf8')).trim()}`,
    'content-type': 'application/json',
  };
  const devices = Array.from({ length: DEVICES }, () =>
    fork(file('./bench-device.ts'), [where.url, where.token]),
  );
  try {
    const get = async (path: string) => (await (await fetch(where.url + path, { headers })).json()) as Parsed;
    while (
      ((await get('/api/devices')) as { connected: boolean }[]).filter((device) => device.connected).length <
      DEVICES
    )
      await pause(50);
    const before = await ask<Usage>(coordinator, 'usage');
    const started = performance.now();
    const request = {
      kernel: 'probe',
      params: { bytes: 64 },
      input: { kind: 'range', count: CHUNKS },
      verification: 'trust',
    };
    const created = await fetch(`${where.url}/api/jobs`, {
      method: 'POST',
      headers,
      body: JSON.stringify(request),
    });
    const { job } = (await created.json()) as { job: { id: string } };
    let view = await get(`/api/jobs/${job.id}`);
    while (view.accepted < CHUNKS) {
      await pause(25);
      view = await get(`/api/jobs/${job.id}`);
    }
    const seconds = (performance.now() - started) / 1000;
    const after = await ask<Usage>(coordinator, 'usage');
    const cpu = after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system;
    return { perSecond: CHUNKS / seconds, cpuMicros: cpu / CHUNKS };
  } finally {
    for (const device of devices) device.kill('SIGKILL');
    coordinator.kill('SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function run(): Promise<BenchRow[]> {
  const ours: { perSecond: number; cpuMicros: number }[] = [];
  const theirs: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    ours.push(await round());
    const peer = await benchBullmq();
    if (peer !== null) theirs.push(peer);
  }
  if (theirs.length === 0)
    process.stderr.write('throughput: no redis-server here, so no comparison with BullMQ\n');
  const median = (values: number[]) =>
    values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
  const peer = theirs.length > 0 ? { name: 'BullMQ on Redis', value: median(theirs) } : undefined;
  return [
    benchRow(
      'durable chunks',
      'chunks/s',
      ours.map((each) => each.perSecond),
      peer,
    ),
    benchRow(
      'coordinator CPU per chunk',
      'µs',
      ours.map((each) => each.cpuMicros),
    ),
    ...(theirs.length > 0 ? [benchRow('BullMQ jobs', 'jobs/s', theirs)] : []),
  ];
}
