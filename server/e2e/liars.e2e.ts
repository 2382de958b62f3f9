// A device that lies and one that returns zeros join an honest one. The output is right, both end in quarantine, and the reason is shown.
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startNodeContribution } from '../../shared/platform/node/start-node-contribution.ts';
import { kernelsDir, startTestCoordinator, type TestCoordinator } from './test-coordinator.ts';
import { connectDevice, type TestDevice } from './test-device.ts';

let coordinator: TestCoordinator;
let deviceDir: string;
let honest: Awaited<ReturnType<typeof startNodeContribution>>;
const liars: TestDevice[] = [];

beforeAll(async () => {
  coordinator = await startTestCoordinator();
  deviceDir = await mkdtemp(join(tmpdir(), 'covey-honest-'));
});
afterAll(async () => {
  for (const liar of liars) liar.close();
  await honest?.stop();
  await coordinator.stop();
  await rm(deviceDir, { recursive: true, force: true });
});

/** Answers every chunk of every lease with bytes that are not the result. */
async function joinLiar(lie: (index: number) => Uint8Array): Promise<void> {
  const device = connectDevice(coordinator.url, await coordinator.join());
  liars.push(device);
  device.socket.on('lease', (lease) => {
    for (let index = lease.first; index < lease.first + lease.count; index++)
      void device.send(lease, [[index, lie(index)]]).catch(() => undefined);
  });
  await device.hello();
}

async function submitFiles(kernel: string, files: { name: string; bytes: Buffer }[]): Promise<string> {
  const blobs = [];
  for (const { bytes } of files) {
    const sha = createHash('sha256').update(bytes).digest('hex');
    await coordinator.api('PUT', `/api/parts/${sha}`, bytes);
    blobs.push({ size: bytes.length, parts: [{ sha, size: bytes.length }] });
  }
  const input = {
    kind: 'files',
    files: files.map(({ name, bytes }, blob) => ({ name, size: bytes.length, blob, offset: 0 })),
    blobs,
  };
  const { json } = await coordinator.api('POST', '/api/jobs', { kernel, input });
  return json.job.id;
}

async function until<T>(look: () => Promise<T>, fits: (value: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 1200; tries++) {
    const value = await look();
    if (fits(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`it never came to be; last: ${JSON.stringify(await look())}`);
}

describe.each(['hash', 'compress'])('%s', (kernel) => {
  test('is right in spite of liars, and they are in quarantine with the reason shown', async () => {
    // big enough files, so that each is a chunk of its own and every device gets some
    const files = Array.from({ length: 24 }, (_, i) => ({
      name: `file-${i}.bin`,
      bytes: Buffer.alloc(300_000, `${kernel} ${i} some text `),
    }));
    await joinLiar(() => new Uint8Array(32));
    await joinLiar((index) => createHash('sha256').update(`lie ${index}`).digest());
    const id = await submitFiles(kernel, files);
    const view = () => coordinator.api('GET', `/api/jobs/${id}`).then(({ json }) => json);
    await until(view, ({ rejected }) => rejected >= 2);
    honest ??= await startNodeContribution({
      url: coordinator.url,
      dataDir: deviceDir,
      join: { token: (await coordinator.running.createInvite({ uses: 1, minutes: 5 })).token },
      name: 'honest',
      limits: { threads: 2, giveWay: false },
      kernelsDir: await kernelsDir(),
      onEvent: () => undefined,
    });
    const done = await until(view, ({ state }) => state === 'done' || state === 'failed');
    expect(done).toMatchObject({ state: 'done', failed: 0 });
    await checkOutputs(id, kernel, files);
    const quarantined = (await coordinator.api('GET', '/api/devices')).json.filter(
      (device: { quarantine: string | null; connected: boolean }) =>
        device.connected && device.quarantine !== null,
    );
    expect(quarantined.length).toBeGreaterThanOrEqual(2);
    for (const { sentence } of quarantined) expect(sentence).toMatch(/quarantine: .{10,}/i);
    expect(quarantined.map(({ name }: { name: string }) => name)).not.toContain('honest');
    for (const liar of liars.splice(0)) liar.close();
  });
});

async function checkOutputs(
  id: string,
  kernel: string,
  files: { name: string; bytes: Buffer }[],
): Promise<void> {
  const { gunzipSync } = await import('node:zlib');
  const outputs = (await coordinator.api('GET', `/api/jobs/${id}/outputs`)).json as { name: string }[];
  const token = (
    await (await import('node:fs/promises')).readFile(coordinator.running.ownerTokenFile, 'utf8')
  ).trim();
  const download = async (n: number) =>
    Buffer.from(
      await (
        await fetch(`${coordinator.url}/api/jobs/${id}/outputs/${n}`, {
          headers: { authorization: `Bearer ${token}` },
        })
      ).arrayBuffer(),
    );
  const bytes = await Promise.all(outputs.map((_, n) => download(n)));
  const unpacked = Object.fromEntries(
    outputs.map(({ name }, n) => [name, kernel === 'hash' ? bytes[n] : gunzipSync(bytes[n]!)]),
  );
  const sums = files
    .map((file) => `${createHash('sha256').update(file.bytes).digest('hex')}  ${file.name}\n`)
    .join('');
  const expected =
    kernel === 'hash'
      ? [['checksums.sha256', Buffer.from(sums)]]
      : files.map((file) => [`${file.name}.gz`, file.bytes]);
  expect(unpacked).toEqual(Object.fromEntries(expected));
}
