// An owner's own function, whose results nothing can check, on devices of which one lies; on one device alone; and one whose results differ
// on every device.
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startNodeContribution } from '../../shared/platform/node/start-node-contribution.ts';
import { packTrailer } from '../../shared/kernels/owner-code/results/result-format.ts';
import { kernelsDir, startTestCoordinator, type Parsed, type TestCoordinator } from './test-coordinator.ts';
import { connectDevice } from './test-device.ts';

const ITEMS = 60;

let coordinator: TestCoordinator;
const closing: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  coordinator = await startTestCoordinator();
  closing.push(() => coordinator.stop());
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function joinHonest(name: string): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'covey-agreeing-'));
  const { token } = await coordinator.running.createInvite({ uses: 1, minutes: 5 });
  const device = await startNodeContribution({
    url: coordinator.url,
    dataDir,
    join: { token },
    name,
    limits: { threads: 1, giveWay: false },
    kernelsDir: await kernelsDir(),
    onEvent: () => undefined,
  });
  closing.push(() => rm(dataDir, { recursive: true, force: true }));
  closing.push(() => device.stop());
}

/** Answers every chunk at once, in the form of a result. */
async function joinSaying(line: string): Promise<void> {
  const device = connectDevice(coordinator.url, await coordinator.join());
  closing.push(() => Promise.resolve(device.close()));
  device.socket.on('lease', (lease) => {
    for (let index = lease.first; index < lease.first + lease.count; index++)
      void device
        .send(lease, [[index, Buffer.concat([Buffer.from(`${line}\n`), packTrailer({})])]])
        .catch(() => undefined);
  });
  await device.hello();
}

const devices = async (): Promise<Parsed[]> => (await coordinator.api('GET', '/api/devices')).json;
const soon = { timeout: 60_000, interval: 50 };

const present = (count: number) =>
  vi.waitFor(
    async () => expect((await devices()).filter(({ connected }) => connected)).toHaveLength(count),
    soon,
  );

async function submitScript(text: string, count = ITEMS, verification?: 'trust'): Promise<string> {
  const bytes = Buffer.from(text);
  const sha = createHash('sha256').update(bytes).digest('hex');
  await coordinator.api('PUT', `/api/parts/${sha}`, bytes);
  const { json } = await coordinator.api('POST', '/api/jobs', {
    kernel: 'script',
    params: { code: { sha, size: bytes.length, name: 'own.js' }, group: 1 },
    input: { kind: 'range', count },
    verification,
  });
  return json.job.id;
}

const end = (id: string): Promise<Parsed> =>
  vi.waitFor(async () => {
    const job = (await coordinator.api('GET', `/api/jobs/${id}`)).json;
    expect(['done', 'failed']).toContain(job.state);
    return job;
  }, soon);

async function lines(id: string): Promise<unknown[]> {
  const token = (await readFile(coordinator.running.ownerTokenFile, 'utf8')).trim();
  const headers = { authorization: `Bearer ${token}` };
  const output = await fetch(`${coordinator.url}/api/jobs/${id}/outputs/0`, { headers });
  return (await output.text())
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

const squares = Array.from({ length: ITEMS }, (_, n) => n * n);

test('[V9][V10] a liar among three devices changes nothing in a script’s output, and is in quarantine with the reason', async () => {
  await joinSaying('"a lie"');
  await joinHonest('attic');
  await joinHonest('kitchen');
  await present(3);
  const id = await submitScript('module.exports = (n) => n * n;');
  expect(await end(id)).toMatchObject({ state: 'done', verification: 'agree', failed: 0, note: '' });
  expect(await lines(id)).toEqual(squares);
  const quarantined = (await devices()).filter(({ quarantine }) => quarantine !== null);
  expect(quarantined).toHaveLength(1);
  expect(['attic', 'kitchen']).not.toContain(quarantined[0].name);
  expect(quarantined[0].quarantine).toMatch(
    /^Its result for chunk \d+ of .+ was not what (attic and kitchen|kitchen and attic) returned$/,
  );
});

test('[V12] a device that is alone finishes at once, and the job says that nobody agreed', async () => {
  await joinHonest('attic');
  await present(1);
  const id = await submitScript('module.exports = (n) => n * n;');
  expect(await end(id)).toMatchObject({
    state: 'done',
    note: `${ITEMS} results accepted on trust: no second device`,
  });
  expect(await lines(id)).toEqual(squares);
  const shares = (await coordinator.api('GET', `/api/jobs/${id}/shares`)).json;
  expect(shares).toMatchObject([{ name: 'attic', chunks: ITEMS, trusted: ITEMS }]);
});

test('[V10] results that differ on every device fail their chunks with the reason, and count when they are trusted', async () => {
  for (let n = 0; n < 5; n++) await joinSaying(`${n}`);
  await present(5);
  const id = await submitScript('module.exports = () => Date.now();', 3);
  expect(await end(id)).toMatchObject({ state: 'failed', note: 'All 3 chunks failed' });
  const [failure] = (await coordinator.api('GET', `/api/jobs/${id}/failures`)).json;
  expect(failure.message).toMatch(
    /^no majority among 5 results of (.+, ){3}.+ and .+\. A job whose results may differ/,
  );
  expect((await devices()).filter(({ quarantine }) => quarantine !== null)).toEqual([]);
  const again = await submitScript('module.exports = () => Date.now();', 3, 'trust');
  expect(await end(again)).toMatchObject({ state: 'done', failed: 0, note: '' });
});
