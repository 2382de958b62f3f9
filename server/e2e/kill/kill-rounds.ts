// Kills the coordinator (`kill -9`) at random moments under load and looks at the disk after each kill: every result that was acknowledged is there,
// none is there twice. Used ten times in CI and a hundred times by `npm run soak`.
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobNumber } from '../../../shared/contract/ids.ts';
import { RECORD_BYTES, recordIndex, recordLength } from '../../../shared/contract/result-batch.ts';
import { seededRandom } from '../../../shared/testing/seeded-random.ts';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.ts';
import { die, fileBeside, start } from './coordinator-life.ts';
import { probeBytes } from './probe-bytes.ts';

const DEVICES = 3;
const CHUNKS_PER_KILL = 3_000;

export interface KillReport {
  kills: number;
  acknowledged: number;
  /** Acknowledged, and not on disk after a kill. */
  lost: number[];
  /** On disk more than once. */
  twice: number[];
  wrongBytes: number;
  seconds: number;
}

interface KillOptions {
  kills: number;
  seed: number;
  /** Told after each kill. */
  onKill?(kill: number, acknowledged: number): void;
}

export async function killCoordinator({ kills, seed, onKill }: KillOptions): Promise<KillReport> {
  const random = seededRandom(seed);
  const started = performance.now();
  const dataDir = await mkdtemp(join(tmpdir(), 'covey-kill-'));
  const acknowledged = new Set<number>();
  const report: KillReport = { kills: 0, acknowledged: 0, lost: [], twice: [], wrongBytes: 0, seconds: 0 };
  const total = CHUNKS_PER_KILL * (kills + 1);
  let { coordinator, where } = await start(dataDir, 0);
  const port = Number(new URL(where.url).port);
  const devices = Array.from({ length: DEVICES }, () =>
    fork(fileBeside('./honest-device.ts'), [where.url, where.token]),
  );
  for (const device of devices)
    device.on('message', (message: { acknowledged: number[] }) => {
      for (const index of message.acknowledged) acknowledged.add(index);
    });
  try {
    const headers = {
      authorization: `Bearer ${(await readFile(where.ownerTokenFile, 'utf8')).trim()}`,
      'content-type': 'application/json',
    };
    const request = {
      kernel: 'probe',
      params: { bytes: 8 },
      input: { kind: 'range', count: total },
      verification: 'trust',
    };
    const created = await fetch(`${where.url}/api/jobs`, {
      method: 'POST',
      headers,
      body: JSON.stringify(request),
    });
    const { job } = (await created.json()) as { job: { id: string } };

    for (let kill = 1; kill <= kills; kill++) {
      await untilAcknowledged(
        acknowledged,
        Math.min(total - 1, acknowledged.size + 1 + Math.floor(random() * CHUNKS_PER_KILL * 0.8)),
        devices,
      );
      await die(coordinator);
      // what was acknowledged before the kill may still be on its way from the device to us; it only makes the check milder
      await inspect(dataDir, new Set(acknowledged), report);
      report.kills = kill;
      onKill?.(kill, acknowledged.size);
      ({ coordinator, where } = await start(dataDir, port));
    }
    const view = await untilDone(`${where.url}/api/jobs/${job.id}`, headers);
    const output = new Uint8Array(
      await (await fetch(`${where.url}/api/jobs/${job.id}/outputs/0`, { headers })).arrayBuffer(),
    );
    if (view.accepted !== total || output.length !== total * 8)
      report.wrongBytes = Math.abs(output.length - total * 8) || 1;
    for (let index = 0; index < total; index++)
      if (Buffer.compare(output.subarray(index * 8, index * 8 + 8), probeBytes(index)) !== 0)
        report.wrongBytes++;
    await die(coordinator);
    await inspect(dataDir, acknowledged, report);
  } finally {
    for (const device of devices) device.kill('SIGKILL');
    coordinator.kill('SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
  }
  return { ...report, acknowledged: acknowledged.size, seconds: (performance.now() - started) / 1000 };
}

function untilAcknowledged(acknowledged: Set<number>, count: number, devices: ChildProcess[]): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (acknowledged.size < count) return;
      for (const device of devices) device.off('message', look);
      resolve();
    };
    for (const device of devices) device.on('message', look);
    look();
  });
}

async function untilDone(url: string, headers: Record<string, string>): Promise<{ accepted: number }> {
  for (;;) {
    const view = (await (await fetch(url, { headers })).json()) as { state: string; accepted: number };
    if (view.state === 'done') return view;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Reads every record of the dead coordinator's disk. */
async function inspect(dataDir: string, acknowledged: Set<number>, report: KillReport): Promise<void> {
  const store = openSqliteStore(dataDir);
  const opened = await store.open({ holder: 'inspection', now: Date.now(), termMs: 1, force: true });
  if (opened.kind !== 'opened') throw new Error('the store of a dead coordinator cannot be opened');
  const seen = new Set<number>();
  const job = opened.restored.jobs[0]?.number as JobNumber;
  for (let from: number | null = 0; from !== null;) {
    const page: { records: Uint8Array; next: number | null } = await store.readResults(
      job,
      { first: from, count: 0xffff_ffff - from },
      1 << 22,
    );
    const view = new DataView(page.records.buffer, page.records.byteOffset, page.records.byteLength);
    for (let at = 0; at < page.records.length; at += RECORD_BYTES + recordLength(view, at)) {
      const index = recordIndex(view, at);
      if (seen.has(index)) report.twice.push(index);
      seen.add(index);
    }
    from = page.next;
  }
  for (const index of acknowledged) if (!seen.has(index)) report.lost.push(index);
  const shares = (await store.listShares(job)).reduce((sum, share) => sum + share.chunks, 0);
  if (shares !== seen.size) throw new Error(`the shares count ${shares} chunks, the disk holds ${seen.size}`);
  await store.close();
}
