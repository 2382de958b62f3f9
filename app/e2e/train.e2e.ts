// `train` through a real coordinator: ten rounds by a command-line device alone, then by it and a page in Chromium together. The weights must be
// the same to the bit. Also what a round costs beside its computing.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../shared/client/connect.ts';
import { submitJob } from '../../shared/client/submit-job.ts';
import type { DeviceView } from '../../shared/contract/device.ts';
import type { JobShare, JobView } from '../../shared/contract/job.ts';
import { askAsOwner, chromiumPath, desktop, type OpenedApp, openApp } from './open-app.ts';

const ROUNDS = 10;
/** On a machine that others use too; RESULTS.md has what a quiet one takes. */
const MOST_MS_BESIDE = 1000;
const PARAMS = { rounds: ROUNDS, batch: 2048, chunks: 32, hidden: 64 };

const main = new URL('../../desktop/cli/main.ts', import.meta.url).pathname;
const state: { app?: OpenedApp; dir?: string; device?: ChildProcess } = {};
const app = () => state.app as OpenedApp;

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  state.dir = await mkdtemp(join(tmpdir(), 'covey-train-'));
  state.app = await openApp();
  const { token } = await app().coordinator.createInvite({ uses: 1, minutes: 15 });
  const args = `join ${app().url}/j#${token} --name command-line --threads 1 --no-give-way`.split(' ');
  state.device = spawn(process.execPath, [main, ...args, '--data', join(state.dir, 'device')], {
    cwd: state.dir,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, INIT_CWD: state.dir },
  });
});
afterAll(async () => {
  state.device?.kill('SIGKILL');
  await state.app?.close();
  if (state.dir !== undefined) await rm(state.dir, { recursive: true, force: true });
});

async function connected(count: number): Promise<void> {
  const devices = async () =>
    ((await askAsOwner(app(), 'GET', '/api/devices')) as DeviceView[]).filter((each) => each.connected);
  await expect.poll(devices, { timeout: 60_000 }).toHaveLength(count);
}

/** The jobs of a training from its first round to its last, all of them done. */
async function trainAll(params: Record<string, unknown>): Promise<JobView[]> {
  const client = connect(
    { url: app().url, token: await app().ownerToken() },
    { fetch, sha256: (bytes) => Promise.resolve(createHash('sha256').update(bytes).digest('hex')) },
  );
  const { id } = await submitJob(client, {
    kernel: 'train',
    name: 'Digits',
    params,
    input: { kind: 'none' },
  });
  const chain = async () =>
    ((await askAsOwner(app(), 'GET', '/api/jobs')) as JobView[])
      .filter((job) => job.id === id || job.root === id)
      .toSorted((a, b) => a.round - b.round);
  await expect
    .poll(async () => (await chain()).filter((job) => job.state === 'done').length, {
      timeout: 120_000,
      interval: 100,
    })
    .toBe(params['rounds']);
  return chain();
}

async function outputs(job: JobView | undefined): Promise<Map<string, Uint8Array>> {
  const all = new Map<string, Uint8Array>();
  for (const [number, { name }] of job!.outputs.entries()) {
    const answer = await fetch(`${app().url}/api/jobs/${job!.id}/outputs/${number}`, {
      headers: { authorization: `Bearer ${await app().ownerToken()}` },
    });
    all.set(name, await answer.bytes());
  }
  return all;
}

describe.skipIf(chromiumPath === undefined)('train from end to end', () => {
  test('ten rounds by a command-line device alone and together with a page give the same weights', async () => {
    const alone = await trainAll(PARAMS);
    await app().device('page', desktop);
    await connected(2);
    const together = await trainAll(PARAMS);
    for (const job of [...alone, ...together])
      expect(job).toMatchObject({ state: 'done', rounds: ROUNDS, failed: 0, rejected: 0, note: '' });

    const helped = new Set<string>();
    for (const { id } of together)
      for (const { name } of (await askAsOwner(app(), 'GET', `/api/jobs/${id}/shares`)) as JobShare[])
        helped.add(name);
    expect([...helped].toSorted()).toEqual(['command-line', 'page']);

    const [one, both] = [await outputs(alone.at(-1)), await outputs(together.at(-1))];
    expect([...one.keys()]).toEqual(['history.csv', 'model.json', 'layer1.npy', 'layer2.npy', 'motion.npy']);
    for (const [name, bytes] of one)
      expect([name, Buffer.compare(bytes, both.get(name)!)]).toEqual([name, 0]);
    const history = new TextDecoder().decode(both.get('history.csv')).trimEnd().split('\n').slice(1);
    expect(history.map((row) => Number(row.split(',')[0]))).toEqual(
      Array.from({ length: ROUNDS }, (_, i) => i + 1),
    );
    const { testAccuracy } = JSON.parse(new TextDecoder().decode(both.get('model.json'))) as {
      testAccuracy: number;
    };
    console.log(`after ten rounds ${(100 * testAccuracy).toFixed(1)} % of unseen digits are known`);
    expect(testAccuracy).toBeGreaterThan(0.6);
    expect(app().complaints).toEqual([]);
  }, 300_000);

  test('a round costs little beside its computing', { timeout: 60_000 }, async () => {
    const chain = await trainAll({ model: 'logistic', rounds: 20, batch: 32, chunks: 1, samples: 2000 });
    let computing = 0;
    for (const { id } of chain)
      for (const { cpuSeconds } of (await askAsOwner(app(), 'GET', `/api/jobs/${id}/shares`)) as JobShare[])
        computing += 1000 * cpuSeconds;
    const whole = chain.at(-1)!.endedAt! - chain[0]!.endedAt!;
    const each = whole / (chain.length - 1);
    console.log(
      `a round of one small chunk takes ${each.toFixed(0)} ms, ${(computing / chain.length).toFixed(1)} ms of it computing`,
    );
    expect(each - computing / chain.length).toBeLessThan(MOST_MS_BESIDE);
  });
});
