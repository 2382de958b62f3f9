// `kill -9` of the coordinator between the first vote and the second, and between the second and the third: nobody is asked twice, and what
// they said decides as if nothing had happened.
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Where } from '../coordinator-process.ts';
import { joinAt } from '../fresh-coordinator.ts';
import type { TestIdentity } from '../test-coordinator.ts';
import { connectDevice, type TestDevice } from '../test-device.ts';
import { die, start } from './coordinator-life.ts';
import { packTrailer } from '../../../shared/kernels/owner-code/results/result-format.ts';

interface Voter {
  identity: TestIdentity;
  device: TestDevice;
}

async function connectAll(url: string, identities: readonly TestIdentity[]): Promise<Voter[]> {
  const voters: Voter[] = [];
  for (const identity of identities) {
    const device = connectDevice(url, identity);
    expect(await device.hello()).toMatchObject({ ok: true });
    voters.push({ identity, device });
  }
  return voters;
}

/** Whoever is given the chunk first says this of it, and its word is on disk. */
async function vote(voters: readonly Voter[], line: string): Promise<TestIdentity> {
  const { lease, voter } = await Promise.race(
    voters.map(async (each) => ({ lease: await each.device.nextLease(), voter: each })),
  );
  const bytes = Buffer.concat([Buffer.from(`${line}\n`), packTrailer({})]);
  expect(await voter.device.send(lease, [[0, bytes]])).toEqual({ status: 'recorded' });
  return voter.identity;
}

test(
  '[V13] votes outlive kill -9: the liar is outvoted by two that were asked after it',
  { timeout: 120_000 },
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'covey-votes-'));
    let coordinator: ChildProcess;
    let where: Where;
    ({ coordinator, where } = await start(dataDir, 0));
    const port = Number(new URL(where.url).port);
    let voters: Voter[] = [];
    try {
      const identities = [];
      for (const name of ['attic', 'cellar', 'kitchen'])
        identities.push(await joinAt(where.url, where.token, name));
      const headers = {
        authorization: `Bearer ${(await readFile(where.ownerTokenFile, 'utf8')).trim()}`,
        'content-type': 'application/json',
      };
      const get = async (path: string) => (await fetch(`${where.url}/api${path}`, { headers })).json();
      voters = await connectAll(where.url, identities);
      const code = Buffer.from('module.exports = () => 42;');
      const sha = createHash('sha256').update(code).digest('hex');
      await fetch(`${where.url}/api/parts/${sha}`, { method: 'PUT', headers, body: code });
      const request = {
        kernel: 'script',
        params: { code: { sha, size: code.length } },
        input: { kind: 'range', count: 1 },
      };
      const submitted = await fetch(`${where.url}/api/jobs`, {
        method: 'POST',
        headers,
        body: JSON.stringify(request),
      });
      const { job } = (await submitted.json()) as { job: { id: string } };
      const heard: string[] = [];
      for (const line of ['"a lie"', '42', '42']) {
        heard.push((await vote(voters, line)).deviceId);
        if (heard.length === 3) break;
        // the next one may have been asked already; it is asked again by the one who comes after
        await die(coordinator);
        for (const { device } of voters) device.close();
        ({ coordinator, where } = await start(dataDir, port));
        voters = await connectAll(where.url, identities);
      }
      expect(new Set(heard).size).toBe(3);
      await vi.waitFor(async () => expect(await get(`/jobs/${job.id}`)).toMatchObject({ state: 'done' }), {
        timeout: 20_000,
        interval: 50,
      });
      expect(await get(`/jobs/${job.id}`)).toMatchObject({ accepted: 1, failed: 0, note: '' });
      const output = await fetch(`${where.url}/api/jobs/${job.id}/outputs/0`, { headers });
      expect(await output.text()).toBe('42\n');
      // once is no blame
      const caught = ((await get('/devices')) as { id: string; quarantine: string | null }[]).filter(
        ({ quarantine }) => quarantine !== null,
      );
      expect(caught).toEqual([]);
    } finally {
      for (const { device } of voters) device.close();
      coordinator.kill('SIGKILL');
      await rm(dataDir, { recursive: true, force: true });
    }
  },
);
