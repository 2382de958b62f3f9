// `kill -9` of the coordinator while jobs follow on each other: whatever the moment, every round is made once, in its place.
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { JobView } from '../../../shared/contract/job.ts';
import { seededRandom } from '../../../shared/testing/seeded-random.ts';
import { die, fileBeside, start } from './coordinator-life.ts';
import { probeBytes } from './probe-bytes.ts';

const ROUNDS = 30;
const KILLS = 5;
const CHUNKS = 3;

test(
  '[E10] five kill -9 among thirty rounds: each round is there once, and right',
  { timeout: 180_000 },
  async () => {
    const seed = Number(process.env['COVEY_SEED'] ?? Date.now() % 1_000_000);
    const random = seededRandom(seed);
    const dataDir = await mkdtemp(join(tmpdir(), 'covey-rounds-'));
    let { coordinator, where } = await start(dataDir, 0);
    const port = Number(new URL(where.url).port);
    let device: ChildProcess | undefined;
    try {
      device = fork(fileBeside('./honest-device.ts'), [where.url, where.token]);
      const headers = {
        authorization: `Bearer ${(await readFile(where.ownerTokenFile, 'utf8')).trim()}`,
        'content-type': 'application/json',
      };
      const get = async (path: string) => fetch(`${where.url}/api${path}`, { headers });
      const jobs = async () => (await (await get('/jobs')).json()) as JobView[];
      const request = {
        kernel: 'probe',
        params: { bytes: 8, rounds: ROUNDS },
        input: { kind: 'range', count: CHUNKS },
        verification: 'trust',
      };
      await fetch(`${where.url}/api/jobs`, { method: 'POST', headers, body: JSON.stringify(request) });
      for (let kill = 0; kill < KILLS; kill++) {
        const seen = (await jobs()).length;
        while ((await jobs()).length < Math.min(ROUNDS - 1, seen + 2)) await moment(5);
        // anywhere between a reduce and the round after it
        await moment(random() * 60);
        await die(coordinator);
        ({ coordinator, where } = await start(dataDir, port));
      }
      let all = await jobs();
      while (all.length < ROUNDS || all.some(({ state }) => state !== 'done')) {
        await moment(50);
        all = await jobs();
      }
      const chain = all.toSorted((a, b) => a.round - b.round);
      expect(
        chain.map(({ round }) => round),
        `seed ${seed}`,
      ).toEqual(Array.from({ length: ROUNDS }, (_, i) => i + 1));
      const right = Buffer.concat(Array.from({ length: CHUNKS }, (_, index) => probeBytes(index)));
      for (const [i, job] of chain.entries()) {
        expect(job.parent).toBe(chain[i - 1]?.id ?? null);
        expect(job).toMatchObject({ accepted: CHUNKS, note: '' });
        const output = await (await get(`/jobs/${job.id}/outputs/0`)).bytes();
        expect(Buffer.compare(output, right), `round ${job.round}`).toBe(0);
      }
    } finally {
      device?.kill('SIGKILL');
      coordinator.kill('SIGKILL');
      await rm(dataDir, { recursive: true, force: true });
    }
  },
);

const moment = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
