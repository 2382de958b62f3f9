// The headless device from outside: fetched from a coordinator, read from a pipe by a plain Node 26, and as a service.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { deviceBundle } from '../host/places.ts';
import { makeStage, type Report } from './stage.ts';

type Stage = Awaited<ReturnType<typeof makeStage>>;

/** `node - ARGS < text`, in an empty folder and with nothing of this repository in its environment. */
async function pipeToNode(
  { standing }: Stage,
  text: string,
  args: readonly string[],
  { node = process.execPath, env = {} }: { node?: string; env?: NodeJS.ProcessEnv } = {},
) {
  const home = join(standing, 'elsewhere');
  await mkdir(home, { recursive: true });
  const child = spawn(node, ['-', ...args], {
    cwd: home,
    env: { PATH: '/usr/bin:/bin', HOME: home, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? code ?? 1));
  });
  child.stdout.setEncoding('utf8').on('data', (more: string) => (said.out += more));
  child.stderr.setEncoding('utf8').on('data', (more: string) => (said.err += more));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(text);
  return { home, child, ended, said };
}

async function fetchBundle(url: string): Promise<string> {
  const response = await fetch(`${url}/api/device.cjs`);
  expect(response.status).toBe(200);
  return await response.text();
}

test('a coordinator serves its bundle, and a plain Node 26 that reads it from a pipe computes a job', async () => {
  const stage = await makeStage();
  const { url, code, client } = await stage.serve('--no-contribute');
  const device = await pipeToNode(stage, await fetchBundle(url), [
    code,
    '--name',
    'notebook',
    '--threads',
    '1',
    '--no-give-way',
    '--json',
  ]);
  await expect.poll(() => `${device.said.out}${device.said.err}`, { timeout: 30_000 }).toMatch('"started"');
  await mkdir(join(stage.standing, 'in'));
  const words = 'a word after another '.repeat(20_000);
  await writeFile(join(stage.standing, 'in', 'large.txt'), words);
  // hash and compress use Node's own crypto and zlib, which only scripts that came with the program get
  let hashed: unknown;
  for (const kernel of ['compress', 'hash']) {
    const run = await stage.covey('run', kernel, 'in', '--out', `out-${kernel}`, '--json');
    expect({ code: run.code, err: run.err, report: run.json }).toMatchObject({
      code: 0,
      report: { state: 'done', failed: 0, devices: [{ name: 'notebook' }] },
    });
    hashed = run.json;
  }
  const { outputs } = hashed as Report;
  const digest = createHash('sha256').update(words).digest('hex');
  expect(await readFile(outputs[0] ?? '', 'utf8')).toMatch(digest);
  device.child.kill('SIGTERM');
  expect({ ended: await device.ended, err: device.said.err }).toMatchObject({ ended: 0 });
  expect((await client.call('devices')).map(({ name }) => name)).toEqual(['notebook']);
});

test('the owner’s own code runs in the bundle too, behind the same walls', async () => {
  const stage = await makeStage();
  const { url, code } = await stage.serve('--no-contribute');
  await pipeToNode(stage, await fetchBundle(url), [code, '--threads', '1', '--no-give-way', '--json']);
  await writeFile(
    join(stage.standing, 'double.ts'),
    'export default (n) => ({ n: n * 2, reach: [typeof process, typeof fetch, typeof Buffer] });',
  );
  const mapped = await stage.covey('map', 'double.ts', '--range', '1:3', '--out', 'doubled', '--json');
  expect({ code: mapped.code, err: mapped.err }).toMatchObject({ code: 0 });
  const { outputs } = mapped.json as unknown as Report;
  const lines = (await readFile(outputs[0] ?? '', 'utf8')).trim().split('\n');
  const reach = ['undefined', 'undefined', 'undefined'];
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([2, 4, 6].map((n) => ({ n, reach })));
});

test('the bundle has an ETag, and by its hash it never changes', async () => {
  const { serve } = await makeStage();
  const { url } = await serve('--no-contribute');
  const baked = await fetch(`${url}/api/device.cjs`);
  expect((await baked.text()).split('\n')[0]).toBe(`var coveyCoordinator = ${JSON.stringify(url)};`);
  const etag = baked.headers.get('etag') ?? '';
  const again = await fetch(`${url}/api/device.cjs`, { headers: { 'if-none-match': etag } });
  expect([again.status, await again.text()]).toEqual([304, '']);
  const view = (await (await fetch(`${url}/api/device-bundle`)).json()) as { sha256: string; bytes: number };
  const built = await readFile(deviceBundle);
  expect(view).toEqual({ sha256: createHash('sha256').update(built).digest('hex'), bytes: built.length });
  const fixed = await fetch(`${url}/api/device-bundle/${view.sha256}`);
  expect(fixed.headers.get('cache-control')).toMatch(/immutable/);
  expect(Buffer.from(await fixed.arrayBuffer()).equals(built)).toBe(true);
  expect((await fetch(`${url}/api/device-bundle/${'0'.repeat(64)}`)).status).toBe(404);
});

test('an older Node says which one is needed and how to get it', async ({ skip }) => {
  const node = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => existsSync(path));
  const major = node
    ? Number(execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).split('.')[0])
    : 26;
  if (node === undefined || major >= 26) return skip('no Node older than 26 on this machine');
  const stage = await makeStage();
  const old = await pipeToNode(stage, await readFile(deviceBundle, 'utf8'), ['BCDF-GHJK'], { node });
  expect(await old.ended).toBe(1);
  expect(old.said.err).toMatch(/needs 26 or newer.*\n.*npx -y node@26/);
});

test('on Colab the bundle stops before it says anything to anybody', async () => {
  const stage = await makeStage();
  const { url, code, client } = await stage.serve('--no-contribute');
  const device = await pipeToNode(stage, await fetchBundle(url), [code], { env: { COLAB_RELEASE_TAG: 'x' } });
  expect(await device.ended).toBe(1);
  expect(device.said.err).toMatch(/Google Colab.*forbid.*\n.*--provider-allows/);
  expect(await client.call('devices')).toEqual([]);
});

test('--install prints a service that starts this very join: it needs no code, holds no secret, and computes', async ({
  skip,
}) => {
  if (process.platform !== 'linux') return skip('the unit is tried on Linux');
  const stage = await makeStage();
  const { url, code, client } = await stage.serve('--no-contribute');
  const text = await fetchBundle(url);
  const args = [code, '--install', '--name', 'rack 1 "north"', '--throttle', '50', '--only-on-mains'];
  const printed = await pipeToNode(stage, text, args);
  expect({ ended: await printed.ended, err: printed.said.err }).toMatchObject({ ended: 0 });
  const unit = printed.said.out;
  expect(unit).not.toMatch(code);
  expect(printed.said.err).toMatch(/systemctl --user enable --now covey-device-rack-1-north/);
  const file = join(printed.home, '.local/share/covey/covey-device.cjs');
  expect(unit).toMatch(`ExecStart=${process.execPath} ${file} ${url} --name "rack 1 \\"north\\"" --data `);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, 'utf8')).toBe(text);

  // the same once more, for its output, when the code is of no use any more
  for (const { id } of await client.call('invites')) await client.call('revokeInvite', { path: { id } });
  const again = await pipeToNode(stage, text, args);
  expect({ ended: await again.ended, out: again.said.out }).toEqual({ ended: 0, out: unit });

  // what the unit starts, without systemd
  const started = spawn(
    process.execPath,
    [file, url, '--name', 'rack 1 "north"', '--data', join(printed.home, '.local/share/covey'), '--json'],
    { env: { HOME: printed.home }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  onTestFinished(() => void started.kill('SIGKILL'));
  await expect
    .poll(async () => (await client.call('devices')).map(({ name, connected }) => ({ name, connected })), {
      timeout: 30_000,
    })
    .toEqual([{ name: 'rack 1 "north"', connected: true }]);
  const limits = join(printed.home, '.local/share/covey/devices');
  const kept = execFileSync('grep', ['-rh', '-A9', '"version": 2', limits], { encoding: 'utf8' });
  expect(kept).toMatch(/"throttle": 50/);
  expect(kept).toMatch(/"onlyCharging": true/);
  // a device that the owner forgot does not knock again and again: its unit knows the exit code
  const [device] = await client.call('devices');
  const ended = new Promise((resolve) => started.once('close', resolve));
  await client.call('forgetDevice', { path: { id: device!.id } });
  expect(await ended).toBe(3);
  expect(unit).toMatch(/^RestartPreventExitStatus=2 3$/m);
});
